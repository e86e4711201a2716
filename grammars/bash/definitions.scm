; The definitions: what has a name and a body. They are part of the fact query and, alone, of the outline.

(function_definition name: (_) @name) @definition
