import Value

/// Reads members of one object of a kubeconfig; a member of the wrong type is an error that names file and path.
///
/// Missing and null members are empty, and unknown ones are ignored, as in client-go. Values never show in errors.
struct KubeconfigFields {
    let object: Object
    let origin: Kubeconfig.Origin

    init(_ value: Value?, _ origin: Kubeconfig.Origin) throws(KubernetesError) {
        switch value ?? .null {
        case .null: object = [:]
        case .object(let members): object = members
        case let other: throw Self.mismatch(origin, other, "an object")
        }
        self.origin = origin
    }

    func string(_ key: String) throws(KubernetesError) -> String {
        switch object[key] ?? .null {
        case .null: ""
        case .string(let text): text
        case let other: throw Self.mismatch(at(key), other, "a string")
        }
    }

    func bool(_ key: String) throws(KubernetesError) -> Bool {
        switch object[key] ?? .null {
        case .null: false
        case .bool(let value): value
        case let other: throw Self.mismatch(at(key), other, "a boolean")
        }
    }

    func strings(_ key: String) throws(KubernetesError) -> [String] {
        var result: [String] = []
        for (index, element) in try array(key).enumerated() {
            guard let text = element.string else { throw Self.mismatch(at("\(key)[\(index)]"), element, "a string") }
            result.append(text)
        }
        return result
    }

    func stringLists(_ key: String) throws(KubernetesError) -> [String: [String]] {
        let inner = try fields(key)
        var result: [String: [String]] = [:]
        for member in inner.object.keys { result[member] = try inner.strings(member) }
        return result
    }

    func fields(_ key: String) throws(KubernetesError) -> KubeconfigFields {
        try KubeconfigFields(object[key], at(key))
    }

    func isPresent(_ key: String) -> Bool { object[key].map { !$0.isNull } ?? false }

    /// The elements of a list of objects.
    func list(_ key: String) throws(KubernetesError) -> [KubeconfigFields] {
        var result: [KubeconfigFields] = []
        for (index, element) in try array(key).enumerated() {
            result.append(try KubeconfigFields(element, at("\(key)[\(index)]")))
        }
        return result
    }

    func error(_ message: String) -> KubernetesError { KubernetesError(.configuration, "\(origin): \(message)") }

    private func array(_ key: String) throws(KubernetesError) -> [Value] {
        switch object[key] ?? .null {
        case .null: []
        case .array(let elements): elements
        case let other: throw Self.mismatch(at(key), other, "a list")
        }
    }

    private func at(_ key: String) -> Kubeconfig.Origin {
        Kubeconfig.Origin(file: origin.file, path: origin.path.isEmpty ? key : "\(origin.path).\(key)")
    }

    private static func mismatch(_ origin: Kubeconfig.Origin, _ value: Value, _ expected: String) -> KubernetesError {
        let place = origin.path.isEmpty ? origin.file : origin.description
        return KubernetesError(.configuration, "\(place) is of type \(value.typeName), not \(expected)")
    }
}
