/// Accelerators that a copy of a model takes.
public struct AcceleratorUse: Sendable, Equatable {
    public var count: Int64
    /// What nodes call them; nil for the whole devices of the provider's vendors.
    public var resource: String?

    public init(count: Int64, resource: String? = nil) {
        self.count = count
        self.resource = resource
    }
}
