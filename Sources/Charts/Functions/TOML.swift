import GoTemplate

enum TOML {
    static func encode(_ value: TemplateValue) throws(TemplateError) -> String { throw .call("toml") }
    static func decode(_ bytes: [UInt8]) throws(TemplateError) -> TemplateMap { throw .call("toml") }
}
