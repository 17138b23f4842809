public import GoTemplate

/// The functions of Helm's templates that need nothing of the run: Sprig's, without `env` and `expandenv`, and Helm's
/// own. `include`, `tpl`, `required`, `fail` and `lookup` are added by whoever renders.
public enum HelmFunctions {
    /// What Helm 4.3 offers, with the machine's clock and randomness.
    public static var standard: TemplateFunctions { functions(.system) }

    public static func functions(_ environment: FunctionEnvironment) -> TemplateFunctions {
        var functions = TemplateFunctions()
        StringFunctions.add(to: &functions)
        WordFunctions.add(to: &functions)
        StringListFunctions.add(to: &functions)
        ListFunctions.add(to: &functions)
        DictionaryFunctions.add(to: &functions)
        DefaultFunctions.add(to: &functions)
        MathFunctions.add(to: &functions)
        ReflectionFunctions.add(to: &functions)
        EncodingFunctions.add(to: &functions)
        DataFunctions.add(to: &functions)
        PathFunctions.add(to: &functions)
        RegexFunctions.add(to: &functions)
        VersionFunctions.add(to: &functions)
        URLFunctions.add(to: &functions)
        DateFunctions.add(to: &functions, environment)
        DurationFunctions.add(to: &functions)
        RandomFunctions.add(to: &functions)
        CryptoFunctions.add(to: &functions)
        CertificateFunctions.add(to: &functions, environment)
        functions.add("hello") { _ in .string("Hello!") }
        // A name resolved while rendering would tell values to whoever runs the DNS server.
        functions.add("getHostByName", [.string]) { _ in .string("") }
        return functions
    }
}

extension TemplateError {
    /// What Go's runtime says of a nil that is used as if it were something.
    static var nilDereference: TemplateError {
        .call("runtime error: invalid memory address or nil pointer dereference")
    }
}
