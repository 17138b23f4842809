import Charts
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

    /// What a template called `T` prints, on a machine whose zone is UTC and whose clock stands still.
    static func render(_ template: String, limits: TemplateLimits = .standard) throws(TemplateError) -> String {
        let environment = FunctionEnvironment(now: { (1_700_000_000, 123_456_789) })
        var functions = HelmFunctions.functions(environment)
        functions.add("include", [.string, .any]) { try $0.execution.include($0.string(0), $0[1]) }
        let set = TemplateSet(functions: functions, missingKey: .zero)
        try set.parse(template, name: "T")
        return String(decoding: try set.execute("T", try data(), limits: limits), as: UTF8.self)
    }
}
