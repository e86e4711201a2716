; Definitions, imports, and what holds no names: for the graph of who depends on what.

(class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @class
(enum_declaration name: (_) @name) @class
(record_declaration name: (_) @name) @class
(annotation_type_declaration name: (_) @name) @class
(method_declaration name: (_) @name) @function
(constructor_declaration name: (_) @name) @function
(compact_constructor_declaration name: (_) @name) @function
(annotation_type_element_declaration name: (_) @name) @function
; What instances hold is no definition of its own: to change it is to change the class.
(field_declaration (modifiers "static") declarator: (variable_declarator name: (_) @name)) @variable
(constant_declaration declarator: (variable_declarator name: (_) @name)) @variable
(enum_constant name: (_) @name) @variable

(package_declaration (_) @package .)
(import_declaration) @import

(string_literal) @blank
(character_literal) @blank
(line_comment) @blank
(block_comment) @blank
