public import Value

/// A release that is gone, and what of it stays.
public struct RemovedRelease: Sendable, Equatable {
    /// The last revision, as it was.
    public var record: ReleaseRecord
    public var left: [LeftObject]
}

/// An object that stays although its release is gone.
public struct LeftObject: Sendable, Equatable, CustomStringConvertible {
    /// Such as `CustomResourceDefinition.apiextensions.k8s.io widgets.example.com`.
    public var object: String
    public var reason: String

    public var description: String { "\(object) stays: \(reason)" }

    public var value: Value { ["object": .string(object), "reason": .string(reason)] }
}
