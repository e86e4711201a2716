; Definitions, imports, and what holds no names: for the graph of who depends on what.

(class name: (_) @name) @class
(module name: (_) @name) @class
(method name: (_) @name) @function
(singleton_method name: (_) @name) @function
(assignment left: (constant) @name) @variable
(call method: (identifier) @word arguments: (argument_list (simple_symbol) @name) (#match? @word "^(attr_reader|attr_writer|attr_accessor|define_method|scope|delegate)$")) @variable

(call !receiver method: (identifier) @word arguments: (argument_list (string)) (#match? @word "^(require|require_relative|load|autoload)$")) @import

(string_content) @blank
(comment) @blank
(simple_symbol) @blank
(hash_key_symbol) @blank
