; Scala. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(type_identifier) @name
(string) @string
(interpolated_string) @string
(interpolation) @hole
(interpolated_string_expression (interpolated_string) @same.inner) @same
(parenthesized_expression) @same
(block . (_) @same.inner .) @same
(ascription_expression . (_) @same.inner) @same
(generic_function function: (_) @same.inner) @same
(field_expression value: (_) @member.object field: (_) @member.name) @member
(call_expression function: (_) @call.function arguments: (_) @call.arguments) @call
(infix_expression left: (_) @call.receiver operator: (identifier) @call.method right: (tuple_expression) @call.arguments) @call
(call_expression function: (generic_function type_arguments: (type_arguments . (_) @call.type .))) @call
(instance_expression . (_) @call.function arguments: (_)? @call.arguments) @call
(extends_clause type: (_) @call.function . arguments: (_) @call.arguments) @call
(annotation name: (_) @call.function arguments: (_) @call.arguments) @call
(arguments (assignment_expression left: (identifier) @argument.label right: (_) @argument.value) @argument)

; Definitions: what an object or enum case has as its key stands for it.
((object_definition name: (identifier) @define.name extend: (extends_clause arguments: (arguments (assignment_expression left: (identifier) @define.key right: (string) @define.value)))) @define
  (#any-of? @define.key "key" "flagKey" "featureKey" "keyName" "flag" "value" "id"))
(object_definition name: (identifier) @define.name extend: (extends_clause arguments: (arguments . (string) @define.value))) @define
((object_definition name: (identifier) @define.name body: (template_body (val_definition pattern: (identifier) @define.key value: (string) @define.value))) @define
  (#any-of? @define.key "key" "flagKey" "featureKey" "keyName" "value" "id" "entryName"))
((object_definition name: (identifier) @define.name body: (template_body (function_definition !parameters name: (identifier) @define.key body: (string) @define.value))) @define
  (#any-of? @define.key "key" "flagKey" "featureKey" "keyName" "entryName"))
((simple_enum_case name: (identifier) @define.name extend: (extends_clause arguments: (arguments (assignment_expression left: (identifier) @define.key right: (string) @define.value)))) @define
  (#any-of? @define.key "key" "flagKey" "featureKey" "keyName" "flag" "value" "id"))
(simple_enum_case name: (identifier) @define.name extend: (extends_clause arguments: (arguments . (string) @define.value) @define.arguments)) @define
((val_definition pattern: (identifier) @define.name value: (call_expression function: (identifier) @define.key arguments: (arguments . (string) @define.value))) @define
  (#any-of? @define.key "Value"))
(simple_enum_case name: (identifier) @case.name) @case
(case_clause pattern: (identifier) @case.name body: (string) @case.value) @case
(case_clause pattern: (stable_identifier . (_) @case.object (identifier) @case.name .) body: (string) @case.value) @case
(val_definition pattern: (identifier) @define.name type: (_)? @define.type value: (_) @define.value) @define
(var_definition pattern: (identifier) @define.name type: (_)? @define.type value: (_) @define.value) @define
(val_declaration name: (identifier) @define.name type: (_) @define.type) @define
(function_definition !parameters name: (identifier) @define.name body: (string) @define.value) @define
(enumerator . (identifier) @define.name . (_) @define.value) @define
(block (assignment_expression left: (_) @assign.target right: (_) @assign.value) @assign)
(indented_block (assignment_expression left: (_) @assign.target right: (_) @assign.value) @assign)
(template_body (assignment_expression left: (_) @assign.target right: (_) @assign.value) @assign)
(object_definition name: (_) @class.name) @class
(object_definition extend: (extends_clause type: (_) @class.super)) @class
(class_definition name: (_) @class.name) @class
(class_definition extend: (extends_clause type: (_) @class.super)) @class
(trait_definition name: (_) @class.name) @class
(trait_definition extend: (extends_clause type: (_) @class.super)) @class
(enum_definition name: (_) @class.name) @class
(enum_definition extend: (extends_clause type: (_) @class.super)) @class

; Functions
(function_definition name: (_) @function.name) @function
(function_declaration name: (_) @function.name) @function
(extension_definition parameters: (parameters (parameter type: (_) @function.receiver)) body: (function_definition name: (_) @function.name) @function)
(lambda_expression) @function
(parameter name: (_) @parameter.name type: (_) @parameter.type) @parameter
(class_parameter name: (_) @parameter.name type: (_) @parameter.type) @parameter
(binding name: (_) @parameter.name type: (_)? @parameter.type) @parameter
(lambda_expression parameters: (identifier) @parameter)
(return_expression (_) @return)
(function_definition body: (_) @return)
(function_definition body: (block (_) @return .))
(function_definition body: (indented_block (_) @return .))

; Packages
(package_clause name: (_) @namespace)
(package_object name: (_) @namespace)
(import_declaration . path: (identifier) @import.module path: (identifier) @import.name @import.target .) @import
(import_declaration . path: (identifier) @import.module (namespace_wildcard) @import.wildcard @import.target) @import
(import_declaration . path: (identifier) @import.module (namespace_selectors (identifier) @import.name) @import.target) @import
(import_declaration . path: (identifier) @import.module (namespace_selectors (arrow_renamed_identifier name: (_) @import.name alias: (_) @import.alias)) @import.target) @import
(import_declaration . path: (identifier) @import.module (namespace_selectors (as_renamed_identifier name: (_) @import.name alias: (_) @import.alias)) @import.target) @import
(import_declaration . path: (identifier) @import.module (namespace_selectors (namespace_wildcard) @import.wildcard) @import.target) @import

; Conditions
(if_expression condition: (_) @condition)
(while_expression condition: (_) @condition)
(guard condition: (_) @condition)
((infix_expression operator: (operator_identifier) @logical.key) @logical
  (#any-of? @logical.key "&&" "||"))
(prefix_expression "!") @logical
