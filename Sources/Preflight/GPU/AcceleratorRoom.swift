import Value

/// Why the workers of deployments find no room on a cluster's nodes.
public struct AcceleratorRoom: Sendable, Equatable {
    /// The check's words, a sentence without a full stop.
    public var message: String
    /// What to do next.
    public var hint: String?
    /// Whether the nodes offer too few even if nothing else ran on them, so that waiting for others is in vain.
    public var isOutOfReach: Bool

    /// The check that places workers' accelerators.
    static let check = "gpu-nodes"
    /// All that place workers, the most telling first.
    static let checks = [check, "pod-architecture", "pod-resources", "pod-disk"]
}

extension Preflight {
    /// Places what is wanted on the nodes as the checks of room do.
    ///
    /// - Returns: nil where there is room, where nothing asks for any, and where it cannot be told.
    /// - Throws: `CancellationError`; `PreflightError` for a catalog without these checks.
    public func room(for subject: Subject) async throws -> AcceleratorRoom? {
        let request = PreflightRequest(subject, only: Set(AcceleratorRoom.checks))
        return try Self.room(try await gather(request), checks: checks, request)
    }

    /// The same with recorded facts.
    static func room(
        _ facts: Facts, checks: CheckCatalog, _ request: PreflightRequest
    ) throws -> AcceleratorRoom? {
        let results = try Judge(checks).judge(facts, request)
        let failed = AcceleratorRoom.checks.lazy.compactMap { id in
            results.first { $0.id == id && $0.verdict == .fail }
        }
        guard let result = failed.first else { return nil }
        let isOutOfReach: Bool
        let variables = JudgedVariables(facts: facts, subject: request.subject)
        if result.id == AcceleratorRoom.check {
            let (seen, _) = variables.known(["placement", "gpus", "dra"])
            isOutOfReach = Self.isOutOfReach(placement: seen["placement"], gpus: seen["gpus"], dra: seen["dra"])
        } else {
            isOutOfReach = variables.known(["room"]).bound["room"]?["outOfReach"]?.bool ?? false
        }
        return AcceleratorRoom(message: result.message, hint: result.hint, isOutOfReach: isOutOfReach)
    }

    /// Nodes without any accelerator may be waiting for their driver, and devices of dynamic resource allocation are not
    /// counted by node.
    private static func isOutOfReach(placement: Value?, gpus: Value?, dra: Value?) -> Bool {
        guard let cause = placement?["cause"]?.string, (gpus?["offered"]?.integer ?? 0) > 0,
            dra?["devices"]?.integer ?? 0 == 0, dra?["drivers"]?.array?.isEmpty ?? true
        else { return false }
        let causes: [GPUPlacement.Cause] = [.notOffered, .tooFew, .tooSmall]
        return causes.contains { $0.rawValue == cause }
    }
}
