; JavaScript on top of common.scm and jsx.scm.
(class_declaration name: (_) @class.name (class_heritage (_) @class.super)?) @class
(class name: (_)? @class.name (class_heritage (_) @class.super)?) @class
(field_definition property: (_) @define.name value: (_)? @define.value) @define
(formal_parameters (identifier) @parameter)
(formal_parameters (assignment_pattern left: (identifier) @parameter.name right: (_) @parameter.default) @parameter)
(formal_parameters (object_pattern) @parameter.bindings @parameter)
(formal_parameters (assignment_pattern left: (object_pattern) @parameter.bindings) @parameter)
