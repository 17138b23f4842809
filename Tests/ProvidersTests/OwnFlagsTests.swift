import Charts
import Providers
import Testing
import Value

/// Flags by which charts say what is served and where: `engineArgs` stands behind them, and the last one wins.
@Suite struct OwnFlagsTests {
    private static let flags: [(String, [String])] = [
        (
            "dynamo",
            [
                "model", "model-path", "served-model-name", "host", "disaggregation-mode",
                "disaggregation-bootstrap-port",
            ]
        ), ("kaito", ["model", "served-model-name", "config", "host", "port"]),
        ("kaito-set", ["model", "served-model-name", "config", "host", "port"]),
        ("kserve", ["model", "served-model-name", "host", "port"]),
        ("kserve-classic", ["model", "model-path", "served-model-name", "host", "port", "shutdown-timeout"]),
        ("kuberay", ["model", "served-model-name", "served_model_name"]),
        (
            "llm-d",
            [
                "model", "model-path", "served-model-name", "host", "port", "shutdown-timeout", "disaggregation-mode",
                "disaggregation-bootstrap-port",
            ]
        ),
        (
            "ome",
            [
                "model", "model-path", "served-model-name", "host", "port", "disaggregation-mode",
                "disaggregation-bootstrap-port", "disaggregation-transfer-backend", "dist-init-addr", "nnodes",
                "node-rank",
            ]
        ), ("vllm", ["model", "model-path", "served-model-name", "host", "port", "shutdown-timeout"]),
    ]

    @Test(arguments: flags)
    func noOneReplacesWhatTheChartSays(provider: String, names: [String]) throws {
        let chart = ChartUnderTest(provider: provider)
        for name in names {
            let values: Object = ["engineArgs": [name: "other"]]
            let error = try #require(throws: RenderError.self) { try chart.manifests(values) }
            #expect(error.code == .badValues, "\(name): \(error)")
            #expect("\(error)".contains("engineArgs"), "\(error)")
        }
    }

    @Test(arguments: flags.map(\.0))
    func othersAreGivenToTheEngine(provider: String) throws {
        let values: Object = ["engineArgs": ["max-num-seqs": 16]]
        let manifests = try ChartUnderTest(provider: provider).manifests(values)
        #expect(manifests.contains { $0.value.json().contains("seqs") }, "\(provider)")
    }

    /// How much its weights take, no chart knows; to ask for less is as good as nothing.
    @Test func noChartAsksForDiskByItself() throws {
        for provider in try ProviderRegistry.builtIn().providers {
            let disk = provider.chart.values["resources"]?["ephemeralStorage"]
            #expect(disk == nil || disk == "", "\(provider.name)")
        }
    }
}
