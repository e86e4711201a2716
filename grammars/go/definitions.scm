; The definitions: what has a name and a body. They are part of the fact query and, alone, of the outline.

(function_declaration name: (_) @name) @definition
(method_declaration receiver: (parameter_list (parameter_declaration type: (_) @object)) name: (_) @name) @definition
(type_declaration (type_spec name: (_) @name type: [(struct_type) (interface_type)])) @definition
