import Kubernetes

/// What was found of records from their metadata, and what could not be looked at.
struct RecordLook: Sendable {
    var keys: [ReleaseStorage.Key] = []
    /// What claims to be a record and does not say of what.
    var unreadable: [UnreadableRecord] = []
    var gaps: [RecordGap] = []

    mutating func add(_ other: RecordLook) {
        keys += other.keys
        unreadable += other.unreadable
        gaps += other.gaps
    }

    /// - Throws: `KubernetesError`: why records of that kind could not be looked at.
    func seeing(_ kind: RecordKind) throws -> RecordLook {
        if let gap = gap(kind) { throw gap.error }
        return self
    }

    func gap(_ kind: RecordKind) -> RecordGap? { gaps.first { $0.kind == kind } }

    func only(_ kind: RecordKind) -> RecordLook {
        RecordLook(
            keys: keys.filter { $0.kind == kind }, unreadable: unreadable.filter { $0.kind == kind }, gaps: gaps)
    }

    var isOfBothKinds: Bool { Set(keys.map(\.kind)).count > 1 }

    /// By namespace, release and kind, the oldest revision first.
    var sorted: RecordLook {
        var look = self
        look.keys.sort {
            ($0.namespace, $0.release, $0.kind.rawValue, $0.revision)
                < ($1.namespace, $1.release, $1.kind.rawValue, $1.revision)
        }
        return look
    }

    /// The last revision of each release and kind, of keys in order.
    var last: [ReleaseStorage.Key] {
        keys.enumerated().filter { index, key in
            guard index + 1 < keys.count else { return true }
            let next = keys[index + 1]
            return next.release != key.release || next.namespace != key.namespace || next.kind != key.kind
        }.map(\.element)
    }
}
