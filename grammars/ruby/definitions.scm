; The definitions: what has a name and a body. They are part of the fact query and, alone, of the outline.

(method name: (_) @name) @definition
(singleton_method name: (_) @name) @definition
(class name: (_) @name) @definition
(module name: (_) @name) @definition
