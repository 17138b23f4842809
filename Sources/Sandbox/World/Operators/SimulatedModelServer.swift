import Value
public import YAML

/// An engine that runs without an operator: pods with its labels answer for the model that their arguments name.
public struct SimulatedModelServer: Sendable {
    var podLabels: [String: String]
    /// Arguments of containers that name the model, the most telling first.
    var modelArguments: [String]

    /// Reads the `modelServers` of a provider's `sandbox` section.
    ///
    /// - Parameter section: the section itself.
    /// - Throws: `SandboxError` that names the place in the file.
    public static func list(in section: YAMLFields) throws -> [SimulatedModelServer] {
        do {
            return try (section.list("modelServers") ?? []).map(SimulatedModelServer.init)
        } catch {
            throw SandboxError(.invalidFile, "\(error)", underlying: error)
        }
    }

    private init(_ fields: YAMLFields) throws {
        try fields.rejectUnknown(known: ["podLabels", "modelArguments"])
        guard let labels = try fields.fields("podLabels"), !labels.object.isEmpty else {
            throw fields.error("podLabels", "needs at least one label")
        }
        podLabels = [:]
        for key in labels.object.keys { podLabels[key] = try labels.requiredString(key) }
        modelArguments = try fields.strings("modelArguments") ?? []
    }

    /// The model that the pod serves; nil for pods of others, and where no argument names one.
    func model(of pod: Value) -> String? {
        guard podLabels.allSatisfy({ pod.labels[$0.key]?.string == $0.value }) else { return nil }
        let lists = (pod[at: "spec", "containers"]?.array ?? []).map { $0["args"]?.array?.compactMap(\.string) ?? [] }
        return Self.model(in: lists, named: modelArguments)
    }

    /// What stands behind the first of the arguments that is there, in one word with it or in the next.
    static func model(in lists: [[String]], named arguments: [String]) -> String? {
        for argument in arguments {
            for words in lists {
                for (index, word) in words.enumerated() {
                    if word == argument, index + 1 < words.count { return words[index + 1] }
                    if word.hasPrefix("\(argument)=") { return String(word.dropFirst(argument.count + 1)) }
                }
            }
        }
        return nil
    }
}
