; Definitions, imports, and what holds no names: for the graph of who depends on what.

(function_item name: (_) @name) @function
(function_signature_item name: (_) @name) @function
(impl_item type: (_) @name) @impl
(trait_item name: (_) @name) @class
(struct_item name: (_) @name) @class
(enum_item name: (_) @name) @class
(union_item name: (_) @name) @class
(mod_item name: (_) @name body: (_)) @module
(macro_definition name: (_) @name) @function
(type_item name: (_) @name) @type
(associated_type name: (_) @name) @type
(const_item name: (_) @name) @variable
(static_item name: (_) @name) @variable
(enum_variant name: (_) @name) @variable

(use_declaration) @import
(mod_item name: (_) !body) @import
(extern_crate_declaration) @import

(string_literal) @blank
(raw_string_literal) @blank
(char_literal) @blank
(line_comment) @blank
(block_comment) @blank
