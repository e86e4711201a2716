; Definitions, imports, and what holds no names: for the graph of who depends on what.

(function_declaration name: (_) @name) @function
(method_declaration receiver: (parameter_list (parameter_declaration type: (_) @object)) name: (_) @name) @function
(type_spec name: (_) @name) @class
(type_alias name: (_) @name) @type
(method_elem name: (_) @name) @function
(source_file (const_declaration (const_spec name: (identifier) @name) @variable))
(source_file (var_declaration (var_spec name: (identifier) @name) @variable))
(source_file (var_declaration (var_spec_list (var_spec name: (identifier) @name) @variable)))

(package_clause (package_identifier) @package)
(import_spec) @import

(interpreted_string_literal) @blank
(raw_string_literal) @blank
(rune_literal) @blank
(comment) @blank
