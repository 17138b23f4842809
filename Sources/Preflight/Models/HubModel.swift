import Value

/// What the hub says of a model; pure.
struct HubModel: Sendable, Hashable {
    /// Whether the hub gives it, as checks see it under `state`, besides those of `ProbeState`.
    enum Access: String, Sendable {
        /// A file of it can be read.
        case granted
        /// Only those read its files to whom its owner has given leave.
        case gated
        /// There is none, or it is private: those without a token are not told which.
        case hidden
        case missing
        /// The hub does not know the token.
        case badToken
        case throttled
        /// There are more models than one run asks about.
        case notAsked
    }

    /// Of `Access` or `ProbeState`.
    var state: String
    var message = ""
    /// Whether it was asked with the token of this machine.
    var usedToken = false
    /// Nil where the hub did not say.
    var isGated: Bool?
    var isPrivate: Bool?
    var architectures: [String] = []
    /// Endings of its files that hold weights: `bin`, `gguf`, `safetensors`.
    var formats: [String] = []
    /// Bytes of its tensors; nil where the hub did not say.
    var weights: Int64?
    /// In tokens; nil where the hub did not say.
    var contextLength: Int64?

    init(_ state: Access, _ message: String = "") {
        self.state = state.rawValue
        self.message = message
    }

    init(_ state: ProbeState, _ message: String) {
        self.state = state.rawValue
        self.message = message
    }

    /// One of so many that are too many.
    init(notAsked count: Int) {
        self.init(
            .notAsked,
            "\(count) \(count == 1 ? "model was" : "models were") not asked about: one run asks the hub about at most "
                + "\(PreflightLimits.hubModels)")
    }

    var isGranted: Bool { state == Access.granted.rawValue }
    /// Whether a token may change the answer.
    var mayNeedToken: Bool { [Access.gated, .hidden, .missing].contains { $0.rawValue == state } }
}

extension HubModel {
    var value: Value {
        [
            "state": .string(state), "message": .string(message), "token": .bool(usedToken),
            "gated": isGated.map(Value.bool) ?? .null, "private": isPrivate.map(Value.bool) ?? .null,
            "architectures": .array(architectures.map(Value.string)), "formats": .array(formats.map(Value.string)),
            "weights": weights.map(Value.integer) ?? .null,
            "contextLength": contextLength.map(Value.integer) ?? .null,
        ]
    }

    init(value: Value) {
        state = value["state"]?.string ?? ProbeState.unprobed.rawValue
        message = value["message"]?.string ?? ""
        usedToken = value["token"]?.bool ?? false
        isGated = value["gated"]?.bool
        isPrivate = value["private"]?.bool
        architectures = ClusterObject.texts(value["architectures"])
        formats = ClusterObject.texts(value["formats"])
        weights = value["weights"]?.integer
        contextLength = value["contextLength"]?.integer
    }
}

// MARK: - The hub's words

extension HubModel {
    /// Takes in what the hub's API says of a repository.
    mutating func read(information: Value) {
        switch information["gated"] {
        case .bool(let gated)?: isGated = gated
        // Such as `auto` and `manual`.
        case .string?: isGated = true
        default: break
        }
        isPrivate = information["private"]?.bool
        weights = Self.weights(information["safetensors"]?["parameters"]?.object ?? Object())
        architectures = ClusterObject.texts(information["config"]?["architectures"])
        let files = (information["siblings"]?.array ?? []).compactMap { $0["rfilename"]?.string }
        formats = Self.endings.filter { ending in files.contains { $0.lowercased().hasSuffix(".\(ending)") } }
    }

    /// Takes in the file that engines read first.
    mutating func read(configuration: Value) {
        let found = ClusterObject.texts(configuration["architectures"])
        if !found.isEmpty { architectures = found }
        // Models that see, too, have their text's limits apart.
        let text = configuration["text_config"] ?? configuration
        guard let positions = text["max_position_embeddings"]?.integer, positions > 0 else { return }
        contextLength = Self.scaled(positions, by: text["rope_scaling"] ?? configuration["rope_scaling"])
    }

    private static let endings = ["bin", "gguf", "safetensors"]

    /// Some kinds of scaling lengthen what the file says; at most so far.
    private static func scaled(_ positions: Int64, by scaling: Value?) -> Int64 {
        let factor: Double
        switch scaling?["factor"] {
        case .float(let number)?: factor = number
        case .integer(let number)?: factor = Double(number)
        default: return positions
        }
        guard (1...1024).contains(factor) else { return positions }
        return Int64(exactly: (Double(positions) * factor).rounded()) ?? positions
    }

    /// Nil where nothing is told, or something whose size is not known.
    private static func weights(_ parameters: Object) -> Int64? {
        guard !parameters.isEmpty else { return nil }
        var bytes: Int64 = 0
        for (type, count) in parameters {
            guard let count = count.integer, count >= 0, let bits = bits(of: type) else { return nil }
            let (product, overflowed) = count.multipliedReportingOverflow(by: bits)
            guard !overflowed else { return nil }
            bytes = bytes.adding(product / 8)
        }
        return bytes
    }

    /// Such as 16 of `BF16` and 8 of `F8_E4M3`.
    private static func bits(of type: String) -> Int64? {
        if type == "BOOL" { return 8 }
        let digits = type.drop { !$0.isNumber }.prefix { $0.isNumber }
        guard let bits = Int64(digits), [4, 6, 8, 16, 32, 64].contains(bits) else { return nil }
        return bits
    }
}
