import Models
import Testing
import Value

@Suite struct ModelTests {
    @Test(arguments: [
        ("Qwen/Qwen3-0.6B", "qwen3-0-6b"), ("microsoft/Phi-3-mini-4k-instruct", "phi-3-mini-4k-instruct"),
        ("a/7B--x_", "m-7b-x"), ("a/\(String(repeating: "x", count: 80))", String(repeating: "x", count: 37)),
        ("a/...", "model"),
    ])
    func namesDeploymentsByADNSLabel(id: String, name: String) {
        #expect(Model(unlisted: id).deploymentName == name)
    }

    @Test(arguments: ["Qwen/Qwen3-0.6B", "gpt2", "a_b/c.d-e"])
    func acceptsRepositoryIDs(id: String) { #expect(Model.isRepositoryID(id)) }

    @Test(arguments: ["", "/", "a/", "a/b/c", "../x", "a b", "a/-b", "a/b\u{1B}[0m", "ä/b"])
    func refusesWhatIsNoRepositoryID(id: String) { #expect(!Model.isRepositoryID(id)) }

    @Test func unlistedModelsClaimNothing() {
        let value = Model(unlisted: "a/b").value
        #expect(value["inCatalog"] == false)
        #expect(value["gated"] == .null)
        #expect(value["engines"] == .null)
    }
}
