public import Value

extension ReleaseOutcome {
    /// For programs; without values and manifests, which may hold secrets.
    public var value: Value {
        [
            "name": .string(record.name), "namespace": .string(record.namespace),
            "chart": .string(record.chartName), "version": .string(record.chartVersion),
            "revision": .integer(Int64(record.revision)), "status": .string(record.status),
            "change": .string(change.rawValue), "objects": .integer(Int64(objectCount)),
            "warnings": .array(warnings.map(Value.string)),
            "uncompared": .array(
                uncompared.map { ["object": .string($0.object), "reason": .string($0.reason)] }),
        ]
    }
}
