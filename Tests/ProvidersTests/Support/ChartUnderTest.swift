import Charts
import Providers
import Testing
import Value

/// A built-in provider's chart, rendered for a deployment `qwen3` of the namespace `models`.
struct ChartUnderTest: Sendable {
    var provider: String
    /// Below what a test gives.
    var values: Object = [:]
    /// What the cluster serves; what Helm assumes when nil.
    var apiVersions: [String]?

    func manifests(_ more: Object = [:], name: String = "qwen3") throws -> [RenderedManifest] {
        let chart = try BuiltInChart.named(provider)
        let all = (["modelId": "Qwen/Qwen3-0.6B"] as Object).merged(with: values).merged(with: more)
        var capabilities = Capabilities.assumed
        if let apiVersions { capabilities.apiVersions = apiVersions }
        return try Renderer().render(
            chart, values: all, release: ReleaseIdentity(name: name, namespace: "models"), capabilities: capabilities
        ).manifests
    }

    /// By kind; of several of a kind the last.
    func objects(_ more: Object = [:], name: String = "qwen3") throws -> [String: Value] {
        Dictionary(try manifests(more, name: name).map { ($0.kind, $0.value) }) { _, last in last }
    }

    func object(_ kind: String, _ more: Object = [:]) throws -> Value {
        try #require(try objects(more)[kind], "\(provider) makes no \(kind)")
    }

    /// What the chart says of values that do not go together.
    func refusal(of more: Object) throws -> String {
        let error = try #require(throws: RenderError.self) { try manifests(more) }
        return "\(error)"
    }
}
