import Models
import Operators
import Providers
import Releases
import Repositories
import Testing
import Value

@testable import Bootstrap

@Suite struct BootstrapFileTests {
    private func file(_ text: String) throws -> BootstrapFile {
        try BootstrapFile(yaml: Array(text.utf8), file: "cluster.yaml", catalog: try ModelCatalog.builtIn())
    }

    /// Which modes and routers there are is what the providers say; the plan refuses others, with the place.
    @Test func modesAndRoutersAreNotAListOfThisProgram() throws {
        let model = try file(Self.start + "models:\n  - {id: a/b, mode: convoy, routerMode: buoy}\n").models[0]
        #expect(model[.mode] == "convoy" && model[.routerMode] == "buoy")
    }

    private static let start = "apiVersion: groundcrew/v1\nkind: Bootstrap\n"
    private static let model = "models:\n  - id: Qwen/Qwen3-0.6B\n"

    @Test func theSmallestFileTakesEveryDefault() throws {
        let file = try file(Self.start + Self.model)
        #expect(file.models.count == 1)
        #expect(file.models[0].model.id == "Qwen/Qwen3-0.6B")
        #expect(file.models[0].model.isGated == false)
        #expect(file.models[0].name == "qwen3-0-6b")
        #expect(file.models[0].namespace == "default")
        #expect(file.models[0].chartValues == ["modelId": "Qwen/Qwen3-0.6B"])
        #expect(file.cluster == .init())
        #expect(file.driver == nil)
        #expect(file.operators.isEmpty)
        #expect(file.preflight == .init(skip: []))
        #expect(file.timeouts == .init(operators: .seconds(600), models: .seconds(1800)))
        #expect(file.smokeTest)
    }

    @Test func readsEveryField() throws {
        let file = try file(
            Self.start + """
                cluster: {context: prod, uid: 1-2-3}
                driver: helm
                operators:
                  dynamo-platform:
                    chart: ./platform.tgz
                    repository: https://charts.example.com
                    version: 1.2.3
                    namespace: dynamo
                    values: {global: {nats: {install: true}}}
                models:
                  - id: someone/else
                    name: chat
                    namespace: models
                    provider: dynamo
                    engine: sglang
                    mode: disaggregated
                    replicas: 3
                    servedModelName: chat-large
                    routerMode: kv
                    hfTokenSecret: hf
                    contextLength: 4096
                    enforceEager: true
                    enablePrefixCaching: false
                    trustRemoteCode: true
                    resources: {gpu: 2, memory: 64Gi}
                    engineArgs: {max-num-seqs: 16}
                    values: {labels: {team: ml}}
                preflight: {skip: [gpu-nodes], natsURL: "nats://a:4222", etcdURL: "http://b:2379"}
                timeouts: {operators: 60, models: 120}
                smokeTest: false
                """)
        #expect(file.cluster == .init(context: "prod", uid: "1-2-3"))
        #expect(file.driver == "helm")
        let override = try #require(file.operators["dynamo-platform"])
        #expect(override.chart == "./platform.tgz")
        #expect(override.repository == "https://charts.example.com")
        #expect(override.version == "1.2.3")
        #expect(override.namespace == "dynamo")
        #expect(override.values == ["global": ["nats": ["install": true]]])
        let model = file.models[0]
        #expect(model.provider == "dynamo")
        #expect(
            model.chartValues == [
                "modelId": "someone/else", "engine": "sglang", "mode": "disaggregated", "replicas": 3,
                "servedModelName": "chat-large", "routerMode": "kv", "hfTokenSecret": "hf", "contextLength": 4096,
                "enforceEager": true, "enablePrefixCaching": false, "trustRemoteCode": true,
                "resources": ["gpu": 2, "memory": "64Gi"], "engineArgs": ["max-num-seqs": 16],
                "labels": ["team": "ml"],
            ])
        #expect(file.preflight == .init(skip: ["gpu-nodes"], natsURL: "nats://a:4222", etcdURL: "http://b:2379"))
        #expect(file.timeouts == .init(operators: .seconds(60), models: .seconds(120)))
        #expect(!file.smokeTest)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var text: String
        /// `line:column` behind the file's name; empty where there is no place.
        var place: String
        var words: String
        var testDescription: String { words }
    }

    @Test(arguments: [
        Refusal(text: "", place: "", words: "is empty"),
        Refusal(text: "---\na: 1\n---\nb: 2\n", place: "", words: "holds 2 documents"),
        Refusal(text: "- a\n", place: ":1:1", words: "must be an object"),
        Refusal(text: "kind: Bootstrap\n" + model, place: ":1:1", words: "apiVersion"),
        Refusal(text: "apiVersion: groundcrew/v2\nkind: Bootstrap\n" + model, place: ":1:1", words: "groundcrew/v1"),
        Refusal(text: "apiVersion: groundcrew/v1\nkind: Pod\n" + model, place: ":2:1", words: "must be Bootstrap"),
        Refusal(text: start, place: ":1:1", words: "at least one model"),
        Refusal(text: start + "models: []\n", place: ":3:1", words: "at least one model"),
        Refusal(text: start + "models: many\n", place: ":3:1", words: "must be a list"),
        Refusal(text: start + "models:\n  - Qwen/Qwen3-0.6B\n", place: ":4:5", words: "must be an object"),
        Refusal(text: start + "models:\n  - name: a\n", place: ":4:5", words: "id is required"),
        Refusal(text: start + model + "    replica: 2\n", place: ":5:5", words: "known are"),
        Refusal(text: start + model + "    replicas: two\n", place: ":5:5", words: "must be an integer"),
        Refusal(text: start + model + "    replicas: -1\n", place: ":5:5", words: "from 0 to 1000"),
        Refusal(text: start + model + "    enforceEager: 1\n", place: ":5:5", words: "true or false"),
        Refusal(text: start + model + "    resources: {gpus: 1}\n", place: ":5:17", words: "known are gpu, memory"),
        Refusal(text: start + model + "    resources: {gpu: 99}\n", place: ":5:17", words: "from 0 to 16"),
        Refusal(
            text: start + model + "    name: No_Label\n", place: ":5:5", words: "[0].name is 'No_Label', which is not"),
        Refusal(text: start + model + "    namespace: a.b\n", place: ":5:5", words: "models[0].namespace is 'a.b'"),
        Refusal(text: start + model + "    resources: {memory: 32GB}\n", place: ":5:17", words: "such as 32Gi"),
        Refusal(text: start + model + "    replcas: 2\n", place: ":5:5", words: "(did you mean 'replicas'?)"),
        Refusal(text: start + model + "driver: helmm\n", place: ":5:1", words: "(did you mean 'helm'?)"),
        Refusal(text: start + model + "operators: {x: {namespace: A}}\n", place: ":5:17", words: "not a DNS label"),
        Refusal(text: start + model + "    contextLength: 0\n", place: ":5:5", words: "from 1"),
        Refusal(
            text: start + model + "  - id: Qwen/Qwen3-0.6B\n    name: qwen3-0-6b\n", place: ":6:5", words: "used twice"
        ),
        Refusal(text: start + model + "driver: kubectl\n", place: ":5:1", words: "auto, native, helm"),
        Refusal(text: start + model + "smokeTest: sure\n", place: ":5:1", words: "true or false"),
        Refusal(text: start + model + "operators: {x: {chrt: a}}\n", place: ":5:17", words: "known are"),
        Refusal(text: start + model + "operators: {x: {values: [1]}}\n", place: ":5:17", words: "must be an object"),
        Refusal(text: start + model + "operators: [x]\n", place: ":5:1", words: "must be an object"),
        Refusal(text: start + model + "preflight: {skip: cluster}\n", place: ":5:13", words: "a list of strings"),
        Refusal(text: start + model + "preflight: {skip: [1]}\n", place: ":5:20", words: "must be a string"),
        Refusal(text: start + model + "preflight: {only: [crds]}\n", place: ":5:13", words: "known are"),
        Refusal(text: start + model + "timeouts: {models: 0}\n", place: ":5:12", words: "from 1 to 86400"),
        Refusal(text: start + model + "timeouts: {model: 1}\n", place: ":5:12", words: "known are"),
        Refusal(text: start + model + "cluster: {uuid: a}\n", place: ":5:11", words: "known are context, uid"),
        Refusal(
            text: start + model + "    hfTokenSecret: Bad_Name\n", place: ":5:5",
            words: "models[0].hfTokenSecret is not the name of a Secret"),
        Refusal(
            text: start + model + "    values: {hfTokenSecret: Bad_Name}\n", place: ":5:14",
            words: "models[0].values.hfTokenSecret is not the name of a Secret"),
        Refusal(text: start + model + "registries: {ghcr.io: ''}\n", place: ":5:14", words: "['ghcr.io'] is empty: "),
        Refusal(text: start + model + "model: []\n", place: ":5:1", words: "model"),
        Refusal(text: start + model + "models:\n  - id: a/b\n", place: ":5:1", words: "occurs twice"),
        Refusal(text: start + "models: [\n", place: ":", words: ""), Refusal(text: "a: \u{0}", place: "", words: ""),
    ])
    func refusesWithThePlace(test: Refusal) throws {
        let error = try #require(throws: BootstrapError.self) { try file(test.text) }
        #expect(error.code == .invalidFile)
        #expect(error.message.hasPrefix("cluster.yaml\(test.place)"), "\(error.message)")
        #expect(test.words.isEmpty || error.message.contains(test.words), "\(error.message)")
    }

    /// It may be the token itself.
    @Test func whatIsNoNameOfASecretIsNotShown() throws {
        let error = try #require(throws: BootstrapError.self) {
            try file(Self.start + Self.model + "    hfTokenSecret: hf_hunter2\n")
        }
        #expect(!error.message.contains("hunter2") && error.hint?.contains("HF_TOKEN") == true, "\(error.message)")
    }

    @Test func theExampleSaysAllThatAFileMaySay() throws {
        let example = try file(BootstrapExample.text)
        #expect(example.models.count == 1)
        #expect(example.models[0].chartValues.count == 12)
        // What is commented out is true as well.
        let whole = BootstrapExample.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let isOption = line.contains(#/^ *# [a-zA-Z]+: [^ ]/#) && !line.contains("groundcrew ")
            return isOption ? line.replacing("# ", with: "", maxReplacements: 1) : line
        }
        let all = try file(whole.joined(separator: "\n"))
        #expect(all.cluster.context == "production")
        #expect(all.operators["dynamo-platform"]?.repository == "https://charts.example.com")
        #expect(all.models[0][.hfTokenSecret] == "hf-token")
        #expect(all.preflight.natsURL != nil && all.preflight.etcdURL != nil)
        #expect(all.providers == [.init("kserve", existing: .reuse, onFailure: .hold)])
        #expect(all.onFailure == .rollback && all.operators["dynamo-platform"]?.onFailure == .hold)
        #expect(all.registries.entries.map(\.prefix) == ["ghcr.io", "https://charts.example.com"])
    }

    @Test func providersMayStandAlone() throws {
        let file = try file(Self.start + "providers:\n  - name: dynamo\n  - {name: vllm, onFailure: fail}\nmodels:\n")
        #expect(file.providers == [.init("dynamo"), .init("vllm", onFailure: .fail)])
        #expect(file.models.isEmpty && file.modelsLine == 3)
        #expect(file.onFailure == nil && file.registries.isEmpty)
    }

    @Test func aModelHasAWordOfItsOwnForFailures() throws {
        let file = try file(Self.start + Self.model + "    onFailure: rollback\nonFailure: hold\n")
        #expect(file.models[0].onFailure == .rollback && file.onFailure == .hold)
    }

    @Test func twoModelsOfOneIdNeedNamesOfTheirOwn() throws {
        let file = try file(Self.start + Self.model + "  - id: Qwen/Qwen3-0.6B\n    name: second\n")
        #expect(file.models.map(\.name) == ["qwen3-0-6b", "second"])
    }

    @Test func theSameNameInTwoNamespacesIsTwoDeployments() throws {
        let file = try file(Self.start + Self.model + "  - id: Qwen/Qwen3-0.6B\n    namespace: other\n")
        #expect(file.models.map(\.namespace) == ["default", "other"])
    }
}
