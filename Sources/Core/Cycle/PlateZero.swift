package import Screen

/// Plates whose readings count for nothing, because none of the centring role's is usable: without that they
/// have no zero.
///
/// - Parameters:
///   - usable: How many wells of each role have a usable reading, for every plate that has a reading.
///   - centring: The role whose wells are the zero of their plate.
/// - Returns: those of them without a usable well of that role.
package func platesWithoutZero(
    _ usable: [Barcode: [WellRole: Int]],
    centring: WellRole
) -> Set<Barcode> {
    Set(usable.filter { $0.value[centring, default: 0] == 0 }.keys)
}
