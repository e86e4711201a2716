; The definitions: what has a name and a body. They are part of the fact query and, alone, of the outline.

(function_definition name: (identifier) @name) @definition
(class_definition name: (identifier) @name) @definition
; A decorated definition begins at its decorators, so that they belong to it.
(decorated_definition definition: (function_definition name: (identifier) @name)) @definition
(decorated_definition definition: (class_definition name: (identifier) @name)) @definition
