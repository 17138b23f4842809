import GoTemplate

enum CertificateFunctions {
    static func add(to functions: inout TemplateFunctions, _ environment: FunctionEnvironment) {}
}
