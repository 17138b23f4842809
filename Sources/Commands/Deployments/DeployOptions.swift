import ArgumentParser
import Charts
import Providers
import Value

/// What a deployment may ask for.
struct DeployOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Name of the deployment; made of the model's id when not given.", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp("Provider that serves it; chosen when not given.", valueName: "name"),
        completion: .providers)
    var provider: String?

    @Option(
        help: ArgumentHelp("vllm, sglang or trtllm; chosen when not given.", valueName: "name"), completion: .engines)
    var engine: String?

    @Option(help: ArgumentHelp("aggregated or disaggregated.", valueName: "mode"), completion: .modes)
    var mode: String?

    @Option(help: ArgumentHelp("Workers.", valueName: "count"))
    var replicas: Int64?

    @Option(help: ArgumentHelp("Name that clients ask for; the model's id when not given.", valueName: "name"))
    var servedModelName: String?

    @Option(help: ArgumentHelp("How requests find a worker.", valueName: "mode"), completion: .routers)
    var routerMode: String?

    @Option(
        help: ArgumentHelp(
            "A runtime that is in the cluster, in place of the provider's own.", valueName: "name"))
    var runtime: String?

    @Option(help: ArgumentHelp("Secret with the Hugging Face token under HF_TOKEN.", valueName: "name"))
    var hfTokenSecret: String?

    @Option(help: ArgumentHelp("Longest request, in tokens.", valueName: "tokens"))
    var contextLength: Int64?

    @Flag(inversion: .prefixedNo, help: "Run without CUDA graphs.")
    var enforceEager: Bool?

    @Flag(inversion: .prefixedNo, help: "Keep prefixes of requests in the cache.")
    var enablePrefixCaching: Bool?

    @Flag(inversion: .prefixedNo, help: "Let code of the model's repository run.")
    var trustRemoteCode: Bool?

    @Option(help: ArgumentHelp("GPUs for each worker.", valueName: "count"))
    var gpus: Int64?

    @Option(help: ArgumentHelp("Memory for each worker, such as 32Gi.", valueName: "quantity"))
    var memory: String?

    @Option(
        name: .customLong("engine-arg"),
        help: ArgumentHelp("Further engine flag without dashes: name or name=value; repeatable.", valueName: "flag"))
    var engineArguments: [String] = []

    @OptionGroup(title: "Exposure") var exposure: ExposeOptions

    func validate() throws {
        try CountBounds.check("--gpus", gpus, .gpu)
        try CountBounds.check("--replicas", replicas, .replicas)
        try CountBounds.check("--context-length", contextLength, .contextLength)
    }
}

extension DeployOptions {
    /// - Parameter values: of the chart.
    /// - Throws: `CommandFailure` with status `usage`, for a value that an option sets otherwise, too.
    func request(_ model: String, namespace: String, values: Object) throws -> DeploymentRequest {
        var request = DeploymentRequest(
            model: try CatalogLookup.model(model), name: name, namespace: namespace)
        request.provider = provider
        for (knob, value) in try given {
            try Self.checkAgreement(on: knob, value, values)
            request[knob] = value
        }
        request.values = request.values.merged(with: values)
        if let runtime { request.use(runtime: runtime) }
        request.exposure = try exposure.request()
        return request
    }

    /// Flags of the engine are put together; anything else is said once.
    private static func checkAgreement(
        on knob: DeploymentKnob, _ value: Value?, _ values: Object
    ) throws(CommandFailure) {
        let path = ValuePath(knob.path.map(ValuePath.Step.key))
        guard knob.kind != .object, let value, let other = Value.object(values)[path], other != value else { return }
        throw CommandFailure(
            .usage, "\(path) is one thing by its option, and another among the values (--set, -f)",
            hint: "give it once")
    }

    /// What the options say of each knob; nil where they say nothing.
    private var given: [(DeploymentKnob, Value?)] {
        get throws {
            let flags = try Self.engineArgs(engineArguments)
            return [
                (.engine, engine.map(Value.string)), (.mode, mode.map(Value.string)),
                (.replicas, replicas.map(Value.integer)), (.servedModelName, servedModelName.map(Value.string)),
                (.routerMode, routerMode.map(Value.string)), (.hfTokenSecret, hfTokenSecret.map(Value.string)),
                (.contextLength, contextLength.map(Value.integer)), (.enforceEager, enforceEager.map(Value.bool)),
                (.enablePrefixCaching, enablePrefixCaching.map(Value.bool)),
                (.trustRemoteCode, trustRemoteCode.map(Value.bool)), (.gpu, gpus.map(Value.integer)),
                (.memory, memory.map(Value.string)), (.engineArgs, flags.isEmpty ? nil : .object(flags)),
            ]
        }
    }

    /// `flag` is true, `flag=8` an integer, anything else a string; the last of a name counts.
    ///
    /// - Throws: `CommandFailure` with status `usage` for an argument without a name.
    static func engineArgs(_ arguments: [String]) throws(CommandFailure) -> Object {
        var object: Object = [:]
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let key = String(parts[0].drop { $0 == "-" })
            guard !key.isEmpty else {
                throw CommandFailure(
                    .usage, "--engine-arg '\(argument)' names no flag", hint: "say --engine-arg max-num-seqs=16")
            }
            object[key] = parts.count == 1 ? .bool(true) : Int64(parts[1]).map(Value.integer) ?? .string(parts[1])
        }
        return object
    }
}
