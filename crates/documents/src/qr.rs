use crate::DocumentError;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// The address as a QR code, black on nothing, without the quiet zone: the paper around it is white.
pub fn svg(address: &str) -> Result<String, DocumentError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).map_err(|_| DocumentError::AddressTooLong)?;
    Ok(code
        .render::<svg::Color<'_>>()
        .quiet_zone(false)
        .module_dimensions(4, 4)
        .dark_color(svg::Color("#12211C"))
        .light_color(svg::Color("#FFFFFF"))
        .build())
}
