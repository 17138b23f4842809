import Testing
import Value

@testable import Preflight

@Suite struct HubTargetTests {
    @Test(arguments: [
        ("", "https://huggingface.co/api/models/Qwen/Qwen3-8B"),
        ("https://mirror.example.com/", "https://mirror.example.com/api/models/Qwen/Qwen3-8B"),
        ("http://mirror.example.com:8080/hf//", "http://mirror.example.com:8080/hf/api/models/Qwen/Qwen3-8B"),
    ])
    func theAddressIsThatOfTheEndpoint(_ endpoint: String, _ url: String) {
        #expect(HubTarget(model: "Qwen/Qwen3-8B", endpoint: endpoint).information == url)
    }

    @Test func theFileIsOfTheMainRevision() {
        let target = HubTarget(model: "gpt2")
        #expect(target.configuration == "https://huggingface.co/gpt2/resolve/main/config.json")
    }

    @Test(arguments: [
        ("Qwen/Qwen3-8B", ""), ("gpt2", ""), ("a/b.c_d-e", ""), ("/models/qwen", "is no repository"),
        ("s3://bucket/qwen", "is no repository"), ("a/b/c", "is no repository"), ("../etc", "is no repository"),
        ("a/-b", "is no repository"), ("a b", "is no repository"), ("", "is no repository"),
    ])
    func onlyRepositoriesAreAskedFor(_ model: String, _ says: String) {
        let obstacle = HubTarget(model: model).obstacle
        #expect(says.isEmpty ? obstacle == nil : obstacle?.contains(says) == true, "\(obstacle ?? "none")")
    }

    @Test(arguments: [
        ("http://olah.models.svc:8090", true), ("http://olah.models.svc.cluster.local", true), ("http://olah", true),
        ("https://hub.example.com", false), ("http://localhost:8080", false), ("http://127.0.0.1:9", false),
        ("http://[::1]:8080", false), ("https://mirror.corp.local", false), ("http://mirror.local", true),
    ])
    func whatIsInTheClusterIsNotAsked(_ endpoint: String, _ isInCluster: Bool) {
        let obstacle = HubTarget(model: "a/b", endpoint: endpoint).obstacle
        #expect((obstacle?.contains("only pods reach it") == true) == isInCluster)
    }

    @Test func userInformationIsNotShown() {
        let target = HubTarget(model: "a/b", endpoint: "https://user:secret@hub.example.com/x")
        #expect(target.shown == "https://hub.example.com/x")
        #expect(target.authority == "hub.example.com")
        let serving = Subject.Deployment.Serving(endpoint: "https://user:secret@hub.example.com/x")
        #expect(serving.value["endpoint"] == "https://hub.example.com/x")
    }

    @Test(arguments: [
        ("https://hub.example.com", true), ("http://hub.example.com", false), ("http://localhost:1", true),
        ("http://127.0.0.1", true), ("http://[::1]:2", true), ("http://127.evil.example", false),
        ("http://127.0.0.1.evil.example", false), ("http://127.0.0", false),
    ])
    func aTokenGoesOnlyWhereNobodyReadsIt(_ endpoint: String, _ isPrivate: Bool) {
        #expect(HubTarget(model: "a/b", endpoint: endpoint).isPrivate == isPrivate)
    }

    @Test func eachIsThereOnce() throws {
        let subject = try ModelCase(
            "three", facts: "",
            deployments: """
                [{name: a, namespace: x, model: {id: q/w}}, {name: b, namespace: 'y', model: {id: q/w}},
                 {name: c, namespace: x}, {name: d, namespace: x, model: {id: q/w}, serving: {hub: {endpoint: 'https://m.x'}}}]
                """, verdict: ""
        ).subject()
        let targets = HubTarget.all(subject.deployments)
        #expect(targets.map(\.endpoint) == ["https://huggingface.co", "https://m.x"])
        #expect(targets.map(\.model) == ["q/w", "q/w"])
    }

    @Test func servingReadsTheValuesOfCharts() {
        let serving = Subject.Deployment.Serving(values: [
            "engine": "sglang", "hfTokenSecret": "t", "hub": ["endpoint": "https://m"], "contextLength": 4096,
        ])
        #expect(serving == .init(engine: "sglang", tokenSecret: "t", endpoint: "https://m", contextLength: 4096))
        #expect(Subject.Deployment.Serving(values: .null) == Subject.Deployment.Serving())
    }
}
