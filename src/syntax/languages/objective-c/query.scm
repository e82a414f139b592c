; Objective-C, besides what it shares with C. The captures are explained in docs/adding-a-language.md.

; Values. A message's arguments stand between the parts of its selector; the later parts are their labels.
(at_expression) @same
(dictionary_literal) @object
(dictionary_pair . (string_literal) @entry.key . (_) @entry.value) @entry
(subscript_expression argument: (_) @index.object index: (_) @index.key) @index
(message_expression receiver: (_) @call.receiver . method: (identifier) @call.method) @call
(message_expression ":" . (_) @argument.value @argument)
(message_expression method: (_) method: (identifier) @argument.label . ":" . (_) @argument)

; Definitions
(property_declaration (struct_declaration (_) @define.type (struct_declarator (pointer_declarator declarator: (identifier) @define.name)))) @define
(property_declaration (struct_declaration (_) @define.type (struct_declarator (identifier) @define.name))) @define
(instance_variable (struct_declaration (_) @define.type (struct_declarator (pointer_declarator declarator: (identifier) @define.name)))) @define
(class_interface . (identifier) @class.name) @class
(class_interface superclass: (_) @class.super) @class
(class_interface (parameterized_arguments (type_name) @class.super)) @class
(class_implementation . (identifier) @class.name) @class
(protocol_declaration . (identifier) @class.name) @class
(protocol_declaration (protocol_reference_list (identifier) @class.super)) @class

; Functions
(method_definition (method_type) . (identifier) @function.name) @function
(method_declaration (method_type) . (identifier) @function.name) @function
(method_parameter (method_type) @parameter.type (identifier) @parameter.name .) @parameter
(method_definition (identifier) @parameter.label . (method_parameter) @parameter)
(method_declaration (identifier) @parameter.label . (method_parameter) @parameter)
(block_literal) @function
(block_literal (parameter_list (parameter_declaration type: (_) @parameter.type declarator: (pointer_declarator declarator: (identifier) @parameter.name)) @parameter))

; Modules
(module_import path: (_) @import.module @import.whole) @import
