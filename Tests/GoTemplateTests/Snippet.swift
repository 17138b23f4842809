import GoTemplate
public import TestSupport
public import Testing

extension Snippet: CustomTestStringConvertible {
    public var testDescription: String { template }

    func check() {
        do throws(TemplateError) {
            #expect(try Self.render(template) == output)
        } catch {
            #expect(error.message == self.error)
        }
    }

    /// What a template called `T` prints.
    static func render(_ template: String, limits: TemplateLimits = .standard) throws(TemplateError) -> String {
        let set = TemplateSet(functions: TemplateFunctions(), missingKey: .zero)
        try set.parse(template, name: "T")
        return String(decoding: try set.execute("T", try data(), limits: limits), as: UTF8.self)
    }
}
