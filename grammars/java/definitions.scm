; The definitions: what has a name and a body. They are part of the fact query and, alone, of the outline.

(class_declaration name: (_) @name) @definition
(interface_declaration name: (_) @name) @definition
(enum_declaration name: (_) @name) @definition
(record_declaration name: (_) @name) @definition
(annotation_type_declaration name: (_) @name) @definition
(constructor_declaration name: (_) @name) @definition
(method_declaration (modifiers [(marker_annotation name: (_) @owner) (annotation name: (_) @owner)]) name: (_) @name
  (#match? @owner "Test$|^TestFactory$|^TestTemplate$")) @definition
(method_declaration name: (_) @name) @definition
