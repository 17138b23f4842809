import Value

/// Whether a deployment's engine can read the model and is known to serve it.
enum ModelFormat {
    /// Endings of files with weights that each engine reads.
    private static let reads: [String: [String]] = [
        "vllm": ["safetensors", "bin"], "sglang": ["safetensors", "bin"], "trtllm": ["safetensors", "bin"],
        "llamacpp": ["gguf"],
    ]

    /// Ends of the names of classes that generate text.
    private static let generating = ["ForCausalLM", "ForConditionalGeneration", "LMHeadModel"]

    /// A state of `known`, `unlisted`, `wrongFormat`, `wrongKind`, `otherArchitecture` or `unknown`, with words.
    static func judge(_ deployment: Subject.Deployment, _ hub: HubModel?) -> (state: String, words: String) {
        let (engine, model) = (deployment.serving.engine, deployment.modelID ?? "")
        let formats = hub?.formats ?? []
        if let reads = reads[engine], !formats.isEmpty, !formats.contains(where: reads.contains) {
            let (there, read) = (formats.joined(separator: ", "), reads.joined(separator: ", "))
            return ("wrongFormat", "\(engine) reads \(read), and \(model) is published as \(there)")
        }
        let architectures = hub?.architectures ?? []
        let isText = deployment.model["task"]?.string.map { $0 == "text-generation" } ?? true
        if isText, !architectures.isEmpty, !architectures.contains(where: generates) {
            return ("wrongKind", "\(model) is a \(architectures[0]), which generates no text")
        }
        let listed = deployment.model["engines"]?.array.map { $0.compactMap(\.string) }
        if let listed, !engine.isEmpty, !listed.contains(engine) {
            return ("unlisted", "\(model) is known to run on \(listed.joined(separator: ", ")), not on \(engine)")
        }
        let known = deployment.model["architecture"]?.string
        if let known, !architectures.isEmpty, !architectures.contains(known) {
            return ("otherArchitecture", "\(model) is a \(architectures[0]) now, and was a \(known) when it was tried")
        }
        guard listed != nil || !architectures.isEmpty else {
            return ("unknown", "neither the catalog nor the hub tells what \(model) is")
        }
        let kind = architectures.first ?? known ?? "a model that is listed"
        return ("known", "\(engine.isEmpty ? "the engine" : engine) runs \(model) (\(kind))")
    }

    private static func generates(_ architecture: String) -> Bool {
        generating.contains { architecture.hasSuffix($0) }
    }
}
