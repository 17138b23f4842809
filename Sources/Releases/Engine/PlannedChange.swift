public import Value

/// What a run would do to one release, as far as it can be told without changing anything.
public enum PlannedChange: Sendable, Equatable {
    case install
    /// Holds the version that is there now, and its status where that is not `deployed`.
    case upgrade(from: String)
    /// Record and chart say the same; objects that somebody changed since are found by the run itself.
    case unchanged
    /// Holds why.
    case unknown(String)

    /// - Parameters:
    ///   - record: of the last revision; nil where there is none.
    ///   - preview: what would be applied.
    ///   - values: the user's.
    public init(_ record: ReleaseRecord?, _ preview: ReleasePreview, values: Object) {
        guard let record else {
            self = .install
            return
        }
        let isSame =
            record.status == "deployed" && record.chartName == preview.chartName
            && record.chartVersion == preview.chartVersion && record.manifest == preview.manifest
            && Self.isSame(record.values, values)
        let status = record.status == "deployed" ? "" : ", \(record.status)"
        self = isSame ? .unchanged : .upgrade(from: record.chartVersion + status)
    }

    /// As Go's JSON sees them, in which records are kept: `3` and `3.0` are one number.
    public static func isSame(_ left: Object, _ right: Object) -> Bool {
        Value.object(left).json(.go()) == Value.object(right).json(.go())
    }

    /// `install`, `upgrade`, `unchanged` or `unknown`.
    public var name: String {
        switch self {
        case .install: "install"
        case .upgrade: "upgrade"
        case .unchanged: "unchanged"
        case .unknown: "unknown"
        }
    }

    /// What a person wants to know besides the name.
    public var reason: String? {
        switch self {
        case .install, .unchanged: nil
        case .upgrade(let version): "from \(version)"
        case .unknown(let reason): reason
        }
    }

    public var isUnknown: Bool { name == "unknown" }
}

extension ReleaseEngine {
    /// What `ensure` would do, as far as it can be told; what cannot be read is unknown, never an error.
    ///
    /// - Throws: `CancellationError` only.
    public func plannedChange(
        _ name: String, namespace: String, values: Object, preview: () async throws -> ReleasePreview
    ) async throws -> PlannedChange {
        do {
            return PlannedChange(
                try await record(name, namespace: namespace), try await preview(), values: values)
        } catch let error as CancellationError {
            throw error
        } catch {
            return .unknown("\(error)")
        }
    }
}
