#!/usr/bin/env bash
# Makes the images of this folder and what other programs read from them (*.expected.png).
# Debian's packages webp (libwebp 1.2.4) and imagemagick (6.9.11).
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
convert -size 61x43 -seed 7 plasma:fractal -depth 8 "PNG24:$work/photo.png"
convert "$work/photo.png" \( -size 61x43 -seed 9 plasma:gray-black -colorspace gray \) \
  -alpha off -compose CopyOpacity -composite "PNG32:$work/alpha.png"

cwebp -quiet -q 60 "$work/photo.png" -o lossy.webp
cwebp -quiet -q 60 "$work/alpha.png" -o lossy-alpha.webp
cwebp -quiet -q 60 -alpha_method 0 "$work/alpha.png" -o lossy-raw-alpha.webp
cwebp -quiet -lossless -exact "$work/alpha.png" -o lossless.webp
convert "$work/photo.png" -colors 5 "PNG8:$work/few.png"
cwebp -quiet -lossless "$work/few.png" -o lossless-palette.webp
for name in lossy lossy-alpha lossy-raw-alpha lossless lossless-palette; do
  dwebp -quiet "$name.webp" -o "$name.webp.expected.png"
done
# An animation whose first frame does not fill the canvas.
cwebp -quiet -q 60 -resize 30 20 "$work/alpha.png" -o "$work/first.webp"
webpmux -frame "$work/first.webp" +50+10+6+0+b -frame lossy.webp +50 -o animation.webp 2>/dev/null
dwebp -quiet "$work/first.webp" -o "$work/first.png"
convert -size 61x43 xc:none "$work/first.png" -geometry +10+6 -composite \
  "PNG32:animation.webp.expected.png"

convert "$work/photo.png" -colors 37 gif-palette.gif
convert "$work/photo.png" -colors 200 -interlace GIF gif-interlaced.gif
convert "$work/photo.png" -colors 16 -transparent "$(convert "$work/photo.png" -colors 16 -format '%[pixel:p{9,9}]' info:)" gif-transparent.gif
convert -size 90x80 xc:none \( "$work/photo.png" -colors 8 -repage 90x80+12+30 \) -delete 0 gif-offset.gif
for name in gif-palette gif-interlaced gif-transparent; do
  convert "$name.gif[0]" "PNG32:$name.gif.expected.png"
done
convert "gif-offset.gif[0]" -background none -flatten "PNG32:gif-offset.gif.expected.png"
rm -r "$work"
