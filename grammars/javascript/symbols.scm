; Definitions, imports, and what holds no names: for the graph of who depends on what. TypeScript adds its own.

(function_declaration name: (_) @name) @function
(generator_function_declaration name: (_) @name) @function
(class_declaration name: (_) @name) @class
(method_definition name: (_) @name) @function
(program (lexical_declaration (variable_declarator name: (identifier) @name)) @variable)
(program (variable_declaration (variable_declarator name: (identifier) @name)) @variable)
(program (export_statement declaration: (lexical_declaration (variable_declarator name: (identifier) @name)) @variable))
(program (export_statement declaration: (variable_declaration (variable_declarator name: (identifier) @name)) @variable))
(program (lexical_declaration (variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @name) value: [(identifier) (member_expression)])) @variable)
(program (export_statement declaration: (lexical_declaration (variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @name))) @variable))
; module.exports.total = …, exports.total = …, Cart.prototype.total = …
(program (expression_statement (assignment_expression left: (member_expression object: (_) @object property: (property_identifier) @name)) @member))
(export_statement "default" value: (_) @default)
; The methods of an object that has a name.
(program (lexical_declaration (variable_declarator value: (object (pair key: (property_identifier) @name value: [(arrow_function) (function_expression)]) @function))))
(program (export_statement declaration: (lexical_declaration (variable_declarator value: (object (pair key: (property_identifier) @name value: [(arrow_function) (function_expression)]) @function)))))

(import_statement) @import
(export_statement source: (_)) @import
(export_statement (export_clause)) @import
(variable_declarator name: (_) value: (call_expression function: (identifier) @required (#eq? @required "require"))) @import
(variable_declarator name: (_) value: (member_expression object: (call_expression function: (identifier) @required (#eq? @required "require")))) @import
(variable_declarator name: (_) value: (await_expression (call_expression function: (import)))) @import
(call_expression function: (identifier) @required arguments: (arguments . (string)) (#eq? @required "require")) @import
(call_expression function: (import) arguments: (arguments . (string))) @import

(string_fragment) @blank
(comment) @blank
(regex_pattern) @blank
(jsx_text) @blank
(pair key: (property_identifier) @blank)
