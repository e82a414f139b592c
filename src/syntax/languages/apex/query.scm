; Apex. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(type_identifier) @name
(this) @self
(string_literal) @string
(parenthesized_expression) @same
(cast_expression value: (_) @same.inner) @same
(binary_expression left: (_) @same.inner operator: "??") @same
(field_access object: (_) @member.object field: (_) @member.name) @member
(array_access array: (_) @index.object index: (_) @index.key) @index
(method_invocation object: (_)? @call.receiver name: (_) @call.method arguments: (_) @call.arguments) @call
(object_creation_expression type: (_) @call.function arguments: (_) @call.arguments) @call
(annotation name: (_) @call.function arguments: (_) @call.arguments) @call
(annotation_key_value key: (_) @argument.label value: (_) @argument.value) @argument
(explicit_constructor_invocation constructor: (_) @call.function arguments: (_) @call.arguments) @call
(map_initializer) @object
(map_creation_expression value: (_) @same.inner) @same
(map_key_initializer . (string_literal) @entry.key . (_) @entry.value) @entry

; Definitions
(field_declaration type: (_) @define.type declarator: (variable_declarator name: (_) @define.name value: (_)? @define.value) @define)
(local_variable_declaration type: (_) @define.type declarator: (variable_declarator name: (_) @define.name value: (_)? @define.value) @define)
(enum_constant name: (_) @define.name) @define
(assignment_expression left: (_) @assign.target right: (_) @assign.value) @assign
(class_declaration name: (_) @class.name) @class
(class_declaration superclass: (superclass (_) @class.super)) @class
(class_declaration interfaces: (interfaces (type_list (_) @class.super))) @class
(interface_declaration name: (_) @class.name) @class
(interface_declaration (extends_interfaces (type_list (_) @class.super))) @class
(enum_declaration name: (_) @class.name) @class

; Functions
(method_declaration name: (_) @function.name) @function
(constructor_declaration name: (_) @function.name) @function
(accessor_declaration) @function
(formal_parameter type: (_) @parameter.type name: (_) @parameter.name) @parameter
(return_statement (_) @return)

; Conditions
(if_statement condition: (_) @condition)
(while_statement condition: (_) @condition)
(do_statement condition: (_) @condition)
(ternary_expression condition: (_) @condition)
(ternary_expression consequence: (_) @choice.value alternative: (_) @choice.value) @choice
(binary_expression left: (_) @condition operator: ["&&" "||"] right: (_)) @logical
(unary_expression operator: "!" operand: (_)) @logical
