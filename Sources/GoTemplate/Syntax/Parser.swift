struct Parser {
    static func parse(
        _ text: [UInt8], name: String, functions: TemplateFunctions
    ) throws(TemplateError) -> [Template] { [Template(name: name)] }
}
