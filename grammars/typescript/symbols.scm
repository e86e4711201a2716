; What TypeScript adds to JavaScript's definitions.

(abstract_class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @class
(enum_declaration name: (_) @name) @class
(type_alias_declaration name: (_) @name) @type
(internal_module name: (_) @name) @class
(function_signature name: (_) @name) @function
(enum_assignment name: (property_identifier) @name) @variable
(enum_body name: (property_identifier) @name @variable)
(ambient_declaration (lexical_declaration (variable_declarator name: (identifier) @name)) @variable)
; import cart = require("./cart")
(import_alias) @import
