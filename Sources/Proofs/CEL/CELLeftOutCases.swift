/// Cases that fail on purpose, each with its reason, which docs/cel.md gives too. One that passes may not be here.
public enum CELLeftOutCases {
    public static let reasons = [
        "network_ext/ipv4/ipv4_equals_ipv6": mappedAddress,
        "network_ext/ipv4/ipv4_not_equals_ipv6": mappedAddress,
        "type_deduction/functions/function_result_type": ownFunction,
        "type_deduction/type_parameters/multiple_parameters_generality": ownFunction,
        "type_deduction/type_parameters/multiple_parameters_generality_2": ownFunction,
        "type_deduction/type_parameters/multiple_parameters_parameterized_ovl": ownFunction,
        "type_deduction/type_parameters/multiple_parameters_parameterized_ovl_2": ownFunction,
    ]

    private static let mappedAddress =
        "Kubernetes refuses an IPv4 address within an IPv6 one however it is written, and so do we"
    private static let ownFunction = "the case declares a function of its own; expressions have their own alone"
}
