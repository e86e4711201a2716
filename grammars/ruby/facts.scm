; The facts of Ruby. A pattern's kind is the capture that is not one of @key @value @owner @object @name.

; A guard leaves the definition with an error, a bail leaves it quietly. The condition of `unless` is marked by its owner.
(if_modifier body: (call method: (identifier) @exits) @key condition: (_) @value (#match? @exits "^(raise|fail|abort|exit!?|throw|halt|head|redirect_to|render|render_\\w+|error!?|not_found|forbidden|unauthorized)$")) @guard
(unless_modifier body: (call method: (identifier) @exits) @key condition: (_) @value (#match? @exits "^(raise|fail|abort|exit!?|throw|halt|head|redirect_to|render|render_\\w+|error!?|not_found|forbidden|unauthorized)$")) @require
(if condition: (_) @value consequence: (then (call method: (identifier) @exits) @key .) (#match? @exits "^(raise|fail|abort|exit!?|throw|halt|head|redirect_to|render|error!?)$")) @guard
(unless condition: (_) @value consequence: (then (call method: (identifier) @exits) @key .) (#match? @exits "^(raise|fail|abort|exit!?|throw|halt|head|redirect_to|render|error!?)$")) @require
(if_modifier body: (return (argument_list . (call method: (identifier) @exits))) @key condition: (_) @value (#match? @exits "^(head|render|redirect_to|halt|error!?|render_\\w+)$")) @guard
(unless_modifier body: (return (argument_list . (call method: (identifier) @exits))) @key condition: (_) @value (#match? @exits "^(head|render|redirect_to|halt|error!?|render_\\w+)$")) @require
(if_modifier body: [(return) (next) (break)] @key condition: (_) @value) @bail
(unless_modifier body: [(return) (next) (break)] @key condition: (_) @value) @bail-unless
(if condition: (_) @value consequence: (then . [(return) (next) (break)] @key .)) @bail
(unless condition: (_) @value consequence: (then . [(return) (next) (break)] @key .)) @bail-unless
(binary operator: ["||" "or"] left: (_) @value right: (call method: (identifier) @exits) @key (#match? @exits "^(raise|fail|abort)$")) @require
(call method: (identifier) @exits (#match? @exits "^(raise|fail|abort|exit!?|throw|halt|head|redirect_to|render|render_\\w+|error!?|not_found|forbidden|unauthorized)$")) @exit
(return) @exit
(next) @exit
(break) @exit

(if condition: (_) @value) @condition
(if condition: (_) @value !alternative) @wrapped
(elsif condition: (_) @value) @condition
(if_modifier condition: (_) @value) @condition
(if_modifier condition: (_) @value) @wrapped
(while condition: (_) @value) @condition
(conditional condition: (_) @value) @condition
(return (argument_list . (binary operator: ["&&" "||" "and" "or"]) @value .)) @condition
(body_statement (binary operator: ["&&" "||"]) @value .) @condition
(unless condition: (_) @value) @hindrance
(unless_modifier condition: (_) @value) @hindrance

; What stands behind a return or a successful exit of the same block is never reached.
(body_statement (return) @shortcut . [(call) (assignment) (if) (unless) (identifier) (return) (if_modifier) (unless_modifier) (while) (begin) (case) (element_reference) (true) (false) (binary)])
(body_statement (call method: (identifier) @exits arguments: (argument_list . [(integer) (true)] .)) @shortcut . (_) (#match? @exits "^exit!?$"))

(rescue exceptions: (exceptions) @value) @handler
(rescue !exceptions) @handler
(rescue exceptions: (exceptions) @value body: (then . [(nil) (false)] .)) @swallow
(rescue exceptions: (exceptions) @value !body) @swallow
(rescue !exceptions !body) @swallow
(rescue !exceptions body: (then . [(nil) (false) (true)] .)) @swallow
(rescue exceptions: (exceptions) @value body: (then . (next) .)) @swallow
(rescue_modifier handler: [(nil) (false)]) @swallow
(rescue body: (then (call method: (identifier) @exits) @reraise) (#match? @exits "^(raise|fail)$"))
(rescue body: (then (identifier) @reraise) (#match? @reraise "^raise$"))

(call receiver: (_) @object method: (_) @key arguments: (_) @value) @call
(call !receiver method: (_) @key arguments: (_) @value) @call
(call receiver: (_) @object method: (_) @key !arguments) @call
(call !receiver method: (_) @key !arguments) @call
(body_statement (identifier) @key @call)
(program (identifier) @key @call)
(then (identifier) @key @call)
(call method: (_) @owner arguments: (argument_list (pair key: (_) @key value: (_) @value) @keyword))
(pair key: (_) @key value: (_) @value) @keyword
(assignment left: (_) @key right: (_) @value) @assign
(optional_parameter name: (_) @key value: (_) @value) @default
(keyword_parameter name: (_) @key value: (_) @value) @default

(call method: (identifier) @key arguments: (_) @value (#match? @key "^(assert\\w*|refute\\w*|flunk|must_\\w+|wont_\\w+)$")) @expectation
(call receiver: (call method: (identifier) @exits) method: (identifier) @key arguments: (_) @value
  (#eq? @exits "expect") (#match? @key "^(to|not_to|to_not)$")) @expectation
(call receiver: (_) method: (identifier) @key (#match? @key "^(must_\\w+|wont_\\w+|should|should_not)$")) @expectation
(call method: (identifier) @exits arguments: (argument_list . (string) @value) block: (_) (#match? @exits "^(it|test|specify|scenario|should|example|property)$")) @test
(comment) @comment
(ERROR) @error

[(string) (chained_string) (heredoc_body)] @string
(subshell) @string
(subshell) @value @subshell
