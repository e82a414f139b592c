; Ruby. The captures are explained in docs/adding-a-language.md.

; Values
(identifier) @name
(constant) @name
(instance_variable) @name
(class_variable) @name
(global_variable) @name
(self) @self
(string) @string
(simple_symbol) @string
(delimited_symbol) @string
(interpolation) @hole
(parenthesized_statements . (_) @same.inner .) @same
(scope_resolution scope: (_) @member.object name: (_) @member.name) @member
(element_reference object: (_) @index.object . (_) @index.key) @index
(call receiver: [(constant) (scope_resolution)] @member.object method: (_) @member.name !arguments) @member
(call receiver: (_) @call.receiver method: (_) @call.method arguments: (_)? @call.arguments) @call
(call !receiver method: (_) @call.method arguments: (_) @call.arguments) @call
(pair key: [(hash_key_symbol) (simple_symbol) (string)] @argument.label value: (_) @argument.value) @argument
(hash) @object
(hash (pair key: [(hash_key_symbol) (simple_symbol) (string)] @entry.key value: (_) @entry.value) @entry)

; Definitions
(assignment left: [(constant) (identifier)] @define.name right: (_) @define.value) @define
(assignment left: [(instance_variable) (class_variable) (call) (element_reference)] @assign.target right: (_) @assign.value) @assign
(operator_assignment left: [(instance_variable) (class_variable)] @assign.target right: (_) @assign.value) @assign
(class name: (_) @class.name superclass: (superclass (_) @class.super)?) @class
(module name: (_) @class.name) @class

; `def self.cart = "new-cart"`
(singleton_method name: (identifier) @define.name body: [(string) @define.value (body_statement . (string) @define.value .)]) @define
(method name: (identifier) @define.name body: [(string) @define.value (body_statement . (string) @define.value .)]) @define

; Functions
(method name: (_) @function.name) @function
(singleton_method name: (_) @function.name) @function
(lambda) @function
(block) @function
(do_block) @function
(method_parameters (identifier) @parameter)
(block_parameters (identifier) @parameter)
(lambda_parameters (identifier) @parameter)
(keyword_parameter name: (_) @parameter.name) @parameter
(optional_parameter name: (_) @parameter.name) @parameter
(optional_parameter value: (_) @parameter.default) @parameter
(return (argument_list (_) @return))
(method body: (body_statement (_) @return .))

; Conditions
(if condition: (_) @condition)
(unless condition: (_) @condition)
(if_modifier condition: (_) @condition)
(unless_modifier condition: (_) @condition)
(while condition: (_) @condition)
(conditional condition: (_) @condition)
(conditional consequence: (_) @choice.value alternative: (_) @choice.value) @choice
(binary left: (_) @choice.value operator: ["||" "or"] right: (_) @choice.value) @choice
(binary left: (_) @condition operator: ["&&" "||" "and" "or"] right: (_)) @logical
(unary operator: ["!" "not"] operand: (_)) @logical

; Files that are required
((call method: (identifier) @import.whole arguments: (argument_list . (string) @import.module)) @import
  (#any-of? @import.whole "require" "require_relative"))
