/// One owner's keys: a primary key, names that it vouches for, subkeys that it binds to itself.
struct PGPEntity: Sendable {
    let primary: PGPKey
    private(set) var names: [String] = []
    private(set) var signingKeys: [SigningKey] = []
    private var isRevoked = false
    private var primarySignature: PGPSignature?

    struct SigningKey: Sendable {
        var key: PGPKey
        /// Seconds since 1970 after which it must not be used.
        var expires: Int?
        var isRevoked: Bool
    }

    /// - Parameter packets: those from the primary key's on, up to the next one's.
    ///
    /// nil when the key is of a kind that is not understood, or vouches for no name of its own.
    init?(_ packets: ArraySlice<PGPPackets.Packet>) throws(ProvenanceError) {
        guard let first = packets.first, let primary = try PGPKey(first.body) else { return nil }
        self.primary = primary
        var groups: [(packet: PGPPackets.Packet, signatures: [PGPSignature])] = [(first, [])]
        for packet in packets.dropFirst() {
            if packet.tag == PGPSignature.tag {
                // Signatures of other people, in algorithms that are not understood, count for nothing.
                if let signature = try? PGPSignature(packet.body) {
                    groups[groups.count - 1].signatures.append(signature)
                }
            } else if packet.tag == 13 || packet.tag == 17 || PGPKey.subkeyTags.contains(packet.tag) {
                groups.append((packet, []))
            }
        }
        isRevoked = groups[0].signatures.contains {
            $0.kind == PGPSignature.Kind.keyRevocation && $0.isValid(by: primary, over: primary.hashed)
        }
        for group in groups.dropFirst() where group.packet.tag == 13 { addName(group.packet.body, group.signatures) }
        guard !names.isEmpty else { return nil }
        addPrimary()
        for group in groups.dropFirst() where PGPKey.subkeyTags.contains(group.packet.tag) {
            try addSubkey(group.packet.body, group.signatures)
        }
    }

    private mutating func addName(_ name: ArraySlice<UInt8>, _ signatures: [PGPSignature]) {
        let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: name.count >> $0) }
        let data = primary.hashed + [0xb4] + length + name
        let own = signatures.filter { $0.mayBe(of: primary) && $0.isValid(by: primary, over: data) }
        let newest = own.filter { PGPSignature.Kind.certifications.contains($0.kind) }
            .max { ($0.created ?? 0) < ($1.created ?? 0) }
        guard let newest, !own.contains(where: { $0.kind == PGPSignature.Kind.certificationRevocation }) else { return }
        names.append(String(decoding: name, as: UTF8.self))
        if primarySignature == nil || newest.isPrimaryIdentity { primarySignature = newest }
    }

    private mutating func addPrimary() {
        guard let signature = primarySignature, Self.allowsSigning(signature.keyFlags) else { return }
        signingKeys.append(
            SigningKey(key: primary, expires: Self.end(primary, signature.keyLifetime), isRevoked: isRevoked))
    }

    private mutating func addSubkey(
        _ body: ArraySlice<UInt8>, _ signatures: [PGPSignature]
    ) throws(ProvenanceError) {
        guard let key = try PGPKey(body) else { return }
        let data = primary.hashed + key.hashed
        let own = signatures.filter { $0.isValid(by: primary, over: data) }
        let binding = own.filter { $0.kind == PGPSignature.Kind.subkeyBinding }
            .max { ($0.created ?? 0) < ($1.created ?? 0) }
        guard let binding, let flags = binding.keyFlags, Self.allowsSigning(flags) else { return }
        // Without the subkey's own consent, anyone could claim another's signing key.
        let consents = binding.embedded.contains { packet in
            // A signature that cannot be read consents to nothing.
            guard let signature = try? PGPSignature(packet) else { return false }
            return signature.kind == PGPSignature.Kind.primaryKeyBinding && signature.isValid(by: key, over: data)
        }
        guard consents else { return }
        let primaryEnd = Self.end(primary, primarySignature?.keyLifetime)
        let ends = [Self.end(key, binding.keyLifetime), primaryEnd].compactMap { $0 }
        signingKeys.append(
            SigningKey(
                key: key, expires: ends.min(),
                isRevoked: isRevoked || own.contains { $0.kind == PGPSignature.Kind.subkeyRevocation }))
    }

    private static func allowsSigning(_ flags: UInt8?) -> Bool { flags.map { $0 & 0x02 != 0 } ?? true }

    private static func end(_ key: PGPKey, _ lifetime: Int?) -> Int? {
        lifetime.flatMap { $0 > 0 ? key.created + $0 : nil }
    }
}
