; The definitions: what has a name and a body. They are part of the fact query and, alone, of the outline.

(function_item name: (_) @name) @definition
(impl_item type: (_) @name) @definition
(trait_item name: (_) @name) @definition
(mod_item name: (_) @name body: (_)) @definition
(struct_item name: (_) @name) @definition
(enum_item name: (_) @name) @definition
(macro_definition name: (_) @name) @definition
