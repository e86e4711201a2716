; Definitions, imports, and what holds no names: for the graph of who depends on what.

(function_definition name: (identifier) @name) @function
(class_definition name: (identifier) @name) @class
(module (expression_statement (assignment left: (identifier) @name) @variable))
(module (expression_statement (assignment left: (pattern_list (identifier) @name)) @variable))
; An annotated name in a class is a field of its instances: to change it is to change the class.
(class_definition body: (block (expression_statement (assignment left: (identifier) @name !type) @variable)))
; What a module defines in one way or another, as the platform or an import allows.
(module (if_statement (block (expression_statement (assignment left: (identifier) @name) @variable))))
(module (if_statement (else_clause (block (expression_statement (assignment left: (identifier) @name) @variable)))))
(module (try_statement (block (expression_statement (assignment left: (identifier) @name) @variable))))
(module (try_statement (except_clause (block (expression_statement (assignment left: (identifier) @name) @variable)))))
(type_alias_statement left: (type (identifier) @name)) @type

(import_statement) @import
(import_from_statement) @import
(future_import_statement) @blank

(string_content) @blank
(comment) @blank
(keyword_argument name: (identifier) @blank)
