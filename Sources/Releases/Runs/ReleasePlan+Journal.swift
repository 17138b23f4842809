import Kubernetes
import Value

extension ReleasePlan {
    /// What the journal says of it: names and order, no values.
    func journal(driver: String) -> Object {
        var waves: [Value] = []
        for (index, wave) in self.waves.enumerated() {
            waves += wave.map { object in
                [
                    "object": .string(object.title), "source": .string(object.path), "wave": .integer(Int64(index)),
                ]
            }
        }
        return [
            "subject": .string("release \(request.id)"), "verb": .string(verb.name), "driver": .string(driver),
            "fromRevision": history.last.map { .integer(Int64($0.revision)) } ?? .null,
            "toRevision": .integer(Int64(record.revision)), "chart": .string(record.chartTitle),
            "createsNamespace": .bool(createsNamespace), "crds": .array(crds.map { .string($0.name) }),
            "hooks": .array(hookObjects.map { .string($0.title) }),
            "removes": .array(obsolete.prefix(JournalLimits.objects).map { .string($0.title) }),
            "objects": .array(waves),
        ]
    }

    var secretWords: SecretWords { SecretWords(objects + hookObjects + obsolete) }
}

extension RemovalPlan {
    func journal(driver: String) -> Object {
        [
            "subject": .string("release \(record.namespace)/\(record.name)"), "verb": "uninstall",
            "driver": .string(driver), "fromRevision": .integer(Int64(record.revision)), "toRevision": .null,
            "chart": .string(record.chartTitle), "hooks": .array(hookObjects.map { .string($0.title) }),
            "objects": .array(objects.map { ["object": .string($0.title)] }),
        ]
    }

    var secretWords: SecretWords { SecretWords(objects + hookObjects) }
}

extension SecretWords {
    fileprivate init(_ objects: [ReleaseObject]) {
        self.init()
        for object in objects { add(object.value) }
    }
}
