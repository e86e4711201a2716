; Definitions, imports, and what holds no names: for the graph of who depends on what.

(function_definition declarator: (function_declarator declarator: (_) @name)) @function
(function_definition declarator: (_ declarator: (function_declarator declarator: (_) @name))) @function
(function_definition declarator: (_ (function_declarator declarator: (_) @name))) @function
(class_specifier name: (_) @name body: (_)) @class
(struct_specifier name: (_) @name body: (_)) @class
(union_specifier name: (_) @name body: (_)) @class
(enum_specifier name: (_) @name body: (_)) @class
(enumerator name: (_) @name) @variable
(namespace_definition name: (_) @name) @module
(type_definition declarator: (type_identifier) @name) @type
(alias_declaration name: (_) @name) @type
(preproc_def name: (_) @name) @variable
(preproc_function_def name: (_) @name) @function
(field_declaration declarator: (function_declarator declarator: (field_identifier) @name)) @declaration
(field_declaration declarator: (_ declarator: (function_declarator declarator: (field_identifier) @name))) @declaration
(declaration declarator: (function_declarator declarator: (identifier) @name)) @declaration
(declaration declarator: (_ declarator: (function_declarator declarator: (identifier) @name))) @declaration
(translation_unit (declaration declarator: (init_declarator declarator: (identifier) @name)) @variable)
(translation_unit (declaration declarator: (identifier) @name) @variable)

(preproc_include) @import

(string_literal) @blank
(raw_string_literal) @blank
(char_literal) @blank
(comment) @blank
