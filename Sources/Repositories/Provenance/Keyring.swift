/// Public keys as `gpg --export` writes them, binary or armoured.
public struct Keyring: Sendable {
    let entities: [PGPEntity]
    /// For messages.
    let name: String

    /// The largest keyring that is read.
    public static let largest = 64 << 20

    public init(_ bytes: [UInt8], name: String) throws(ProvenanceError) {
        self.name = name
        let exporting = "write one with: gpg --export > \(name)"
        // GnuPG's own store since 2.1 is another format.
        if bytes.count > 12, Array(bytes[8..<12]) == Array("KBXf".utf8) {
            throw ProvenanceError(
                .malformed, "the keyring \(name) is GnuPG's keybox, which is not an OpenPGP keyring",
                hint: "export its keys: gpg --export > keyring.gpg")
        }
        var binary = bytes
        if bytes.starts(with: Array("-----BEGIN".utf8)) {
            let text = String(decoding: bytes, as: UTF8.self)
            guard let decoded = try PGPArmor.decode(text, type: "PGP PUBLIC KEY BLOCK") else {
                throw ProvenanceError(.malformed, "the keyring \(name) holds no public keys", hint: exporting)
            }
            binary = decoded
        }
        let packets: [PGPPackets.Packet]
        do {
            packets = try PGPPackets.read(binary)
        } catch {
            throw ProvenanceError(.malformed, "the keyring \(name) cannot be read: \(error.message)", hint: exporting)
        }
        let starts = packets.indices.filter { PGPKey.tags.contains(packets[$0].tag) }
        var entities: [PGPEntity] = []
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] : packets.endIndex
            // A key that is broken or of an unknown kind does not take the others away.
            if let entity = try? PGPEntity(packets[start..<end]) { entities.append(entity) }
        }
        guard !entities.isEmpty else {
            throw ProvenanceError(.malformed, "the keyring \(name) holds no usable key", hint: exporting)
        }
        self.entities = entities
    }

    /// Reads the file of that path.
    public static func load(_ path: String) throws(ProvenanceError) -> Keyring {
        do {
            return try Keyring(try ConfigurationFile.read(path), name: path)
        } catch let error as ProvenanceError {
            throw error
        } catch {
            throw ProvenanceError(
                .unreadable, "cannot read the keyring: \(error)",
                hint: "export the signer's public key (gpg --export > FILE) and give --keyring FILE")
        }
    }
}
