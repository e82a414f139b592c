; Erlang. The captures are explained in docs/adding-a-language.md.

; Values
(var) @name
(remote_module module: (atom) @name)
(call expr: (atom) @name)
(string) @string
(binary . elements: (bin_element element: (string) @same.inner) .) @same
(paren_expr) @same
(remote module: (remote_module module: (_) @member.object) fun: (call expr: (_) @member.name args: (expr_args !args))) @member
(remote fun: (_) @same.inner) @same
(remote module: (remote_module module: (_) @call.receiver) fun: (call expr: (_) @call.method) @call)
(call expr: (_) @call.function args: (_) @call.arguments) @call
(macro_call_expr name: (_) @call.function args: (_) @call.arguments) @call
(macro_call_expr name: (_) @same.inner !args) @same
(macro_expr expr: (_) @argument.value) @argument

; Definitions: macros, functions without parameters that give a text, variables
(pp_define lhs: (macro_lhs name: (_) @define.name !args) replacement: (_) @define.value) @define
(function_clause name: (_) @define.name args: (expr_args !args) body: (clause_body . exprs: [(binary) (string) (macro_call_expr)] @define.value .)) @define
(match_expr lhs: (var) @define.name rhs: (_) @define.value) @define

; Functions
(function_clause name: (_) @function.name) @function
(function_clause args: (expr_args (_) @parameter))
(anonymous_fun . clauses: (_) @same.inner) @same
(fun_clause) @function
(fun_clause args: (expr_args (_) @parameter))
(pp_define lhs: (macro_lhs name: (_) @function.name args: (_))) @function
(var_args (var) @parameter)

; Modules
(module_attribute name: (_) @namespace)
(pp_include file: (_) @import.module @import.wildcard) @import
(pp_include_lib file: (_) @import.module @import.wildcard) @import
(import_attribute module: (_) @import.module funs: (fa fun: (_) @import.name) @import)

; Conditions
(case_expr expr: (_) @condition)
(binary_op_expr lhs: (_) @condition ["andalso" "orelse"] rhs: (_)) @logical
(unary_op_expr "not" operand: (_)) @logical
