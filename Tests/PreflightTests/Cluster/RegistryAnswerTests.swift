import Testing
import Value

@testable import Preflight

@Suite struct RegistryAnswerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var status: Int
        var body: String
        var state: String
        var message: String

        init(_ status: Int, _ body: String, _ state: String, _ message: String = "") {
            self.status = status
            self.body = body
            self.state = state
            self.message = message
        }

        var testDescription: String { "\(status) \(body)" }
    }

    @Test(arguments: [
        Case(200, "{}", "up"), Case(200, "", "up"), Case(401, #"{"errors": []}"#, "up"), Case(307, "", "up"),
        Case(403, #" {"errors": [{"code": "DENIED"}]}"#, "up"),
        Case(403, "<html>blocked</html>", "other", "it answers 403, but not as a registry does"),
        Case(200, "\n <html>sign in</html>", "other", "it answers 200, but not as a registry does"),
        Case(404, "not found", "other", "it answers 404, but not as a registry does"),
        Case(429, "", "unhealthy", "it takes no more requests from this address for now (429)"),
        Case(503, "", "unhealthy", "it answers 503"), Case(500, "{}", "unhealthy", "it answers 500"),
        Case(407, "", "unreachable", "the proxy asks for credentials (407)"),
    ])
    func ofARegistry(_ example: Case) {
        let value = RegistryAnswer.value(
            of: RegistryTarget("nvcr.io"), status: example.status, body: Array(example.body.utf8))
        #expect(value == ["state": .string(example.state), "message": .string(example.message)])
    }

    @Test(arguments: [
        Case(200, "<html>charts</html>", "up"), Case(404, "", "up"), Case(403, "", "up"),
        Case(429, "", "unhealthy", "it takes no more requests from this address for now (429)"),
        Case(502, "", "unhealthy", "it answers 502"),
        Case(407, "", "unreachable", "the proxy asks for credentials (407)"),
    ])
    func ofARepository(_ example: Case) {
        let value = RegistryAnswer.value(
            of: RegistryTarget("https://charts.example.com"), status: example.status, body: Array(example.body.utf8))
        #expect(value == ["state": .string(example.state), "message": .string(example.message)])
    }
}
