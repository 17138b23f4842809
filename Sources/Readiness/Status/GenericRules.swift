import Value

/// What holds for objects of every kind (cli-utils, pkg/kstatus/status/generic.go).
enum GenericRules {
    /// Nil when the object's kind decides.
    static func status(_ object: ObjectReader) throws(ObjectReader.WrongType) -> ResourceStatus? {
        if let time = try object.string("metadata.deletionTimestamp"), !time.isEmpty {
            let finalizers = try object.array("metadata.finalizers").compactMap(\.string)
            let waits = finalizers.isEmpty ? "" : ", waits for finalizers \(finalizers.joined(separator: ", "))"
            return ResourceStatus(.terminating, "is being deleted since \(time)\(waits)")
        }
        if let status = try unseenGeneration(object) { return status }
        let conditions = try object.conditions()
        if let condition = conditions["Reconciling"], condition.isTrue { return condition.result(.inProgress) }
        if let condition = conditions["Stalled"], condition.isTrue { return condition.result(.failed) }
        return nil
    }

    /// In progress while the controller has not seen the newest generation; an object that does not say is let pass.
    static func unseenGeneration(_ object: ObjectReader) throws(ObjectReader.WrongType) -> ResourceStatus? {
        guard let generation = try object.integer("metadata.generation"),
            let observed = try object.integer("status.observedGeneration"), observed != generation
        else { return nil }
        return ResourceStatus(
            .inProgress, "generation is \(generation), but the controller has seen \(observed)",
            reason: "LatestGenerationNotObserved")
    }

    static func readyCondition(_ object: ObjectReader) throws(ObjectReader.WrongType) -> ResourceStatus? {
        guard let condition = try object.conditions()["Ready"] else { return nil }
        if condition.isTrue { return ResourceStatus(.current, "is ready") }
        return condition.result(.inProgress)
    }
}
