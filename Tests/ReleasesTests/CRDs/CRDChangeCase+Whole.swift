import Value

@testable import Releases

extension CRDChangeCase {
    private static let x: Value = ["type": "object", "properties": ["x": ["type": "string"]]]
    private static let empty: Value = ["type": "object"]
    private static let one: [Value] = [version("v1", x)]
    private static let two: [Value] = [version("v1", x), version("v2", x, storage: false)]
    private static let webhook: Object = [
        "conversion": [
            "strategy": "Webhook",
            "webhook": [
                "conversionReviewVersions": ["v1"],
                "clientConfig": ["service": ["namespace": "nowhere", "name": "nobody", "port": 443]],
            ],
        ]
    ]

    /// What a CRD says beside its schemas.
    static let whole: [CRDChangeCase] = [
        CRDChangeCase(
            name: "scope", old: spec(one), new: spec(one, more: ["scope": "Cluster"]), kind: .scopeChanged,
            effect: .refused, path: "spec.scope", words: "its scope would change from Namespaced to Cluster"),
        CRDChangeCase(
            name: "kind", old: spec(one), new: spec(one, more: ["names": ["kind": "Cog"]]), kind: .namesChanged,
            effect: .refused, path: "spec.names.kind", words: "its kind would change from Gear to Cog"),
        CRDChangeCase(
            name: "singular", old: spec(one), new: spec(one, more: ["names": ["singular": "wheel"]]),
            kind: .namesChanged, effect: .harmless, path: "spec.names.singular",
            words: "its singular would change from gear to wheel"),
        CRDChangeCase(
            name: "list kind", old: spec(one), new: spec(one, more: ["names": ["listKind": "Gears"]]),
            kind: .namesChanged, effect: .harmless, path: "spec.names.listKind", words: "from GearList to Gears"),
        CRDChangeCase(
            name: "short names", old: spec(one, more: ["names": ["shortNames": ["gr", "ge"]]]),
            new: spec(one, more: ["names": ["shortNames": ["gr"]]]), kind: .namesChanged, effect: .harmless,
            path: "spec.names.shortNames", words: "would lose ge"),
        CRDChangeCase(
            name: "categories", old: spec(one, more: ["names": ["categories": ["all"]]]), new: spec(one),
            kind: .namesChanged, effect: .harmless, path: "spec.names.categories", words: "would lose all"),
        CRDChangeCase(
            name: "a stored version", old: spec(two), new: spec([version("v2", x)]), kind: .storedVersionRemoved,
            effect: .refused, path: "spec.versions[v1]", words: "objects may be stored in it"),
        CRDChangeCase(
            name: "a served version", old: spec(two), new: spec(one), kind: .servedVersionRemoved, effect: .harmless,
            path: "spec.versions[v2]", words: "would no longer be served"),
        CRDChangeCase(
            name: "a version that is not served any more", old: spec(two),
            new: spec([version("v1", x, served: false), version("v2", x, storage: false)]),
            kind: .servedVersionRemoved, effect: .harmless, path: "spec.versions[v1]",
            words: "would no longer be served"),
        CRDChangeCase(
            name: "a status of its own", old: spec(one),
            new: spec([version("v1", x, more: ["subresources": ["status": [:]]])]), kind: .subresourceChanged,
            effect: .harmless, path: "spec.versions[v1].subresources.status", words: "written apart"),
        CRDChangeCase(
            name: "no scale", old: spec([version("v1", x, more: scale)]), new: spec(one), kind: .subresourceChanged,
            effect: .harmless, path: "spec.versions[v1].subresources.scale", words: "would go"),
        CRDChangeCase(
            name: "a conversion webhook", old: spec(two), new: spec(two, more: webhook), kind: .conversionChanged,
            effect: .harmless, path: "spec.conversion.strategy", words: "from None to Webhook"),
        CRDChangeCase(
            name: "no conversion webhook", old: spec(two, more: webhook), new: spec(two), kind: .conversionChanged,
            effect: .unsafe, path: "spec.conversion.strategy", words: "from Webhook to None",
            // A server-side apply cannot take the defaults out that the server has filled in below `webhook`.
            isForRealServers: false),
        CRDChangeCase(
            name: "another storage version with less", old: spec(two),
            new: spec([version("v1", x, storage: false), version("v2", empty)]), kind: .fieldRemoved, effect: .unsafe,
            path: "spec.versions[v1→v2].schema.spec.x", words: "would be dropped", object: ["spec": ["x": "a"]]),
        CRDChangeCase(
            name: "a newer version with less", old: spec(one),
            new: spec([version("v1", x), version("v2", empty, storage: false)]),
            kind: .fieldRemoved, effect: .harmless, path: "spec.versions[v1→v2].schema.spec.x",
            words: "would be dropped"),
        CRDChangeCase(
            name: "the end of unknown fields", old: spec(one, more: ["preserveUnknownFields": true]), new: spec(one),
            kind: .unknownFieldsNarrowed, effect: .unsafe, path: "spec.preserveUnknownFields",
            words: "objects would lose every field", isForRealServers: false),
    ]

    private static let scale: Object = [
        "subresources": ["scale": ["specReplicasPath": ".spec.x", "statusReplicasPath": ".status.x"]]
    ]

    static let all = whole + fields
}
