// The gallery of a product: a small picture moves the large one without moving the page or the address.

for (const gallery of document.querySelectorAll("[data-gallery]")) {
  const track = gallery.querySelector("[data-gallery-track]");
  const slides = [...track.children];
  const thumbs = [...gallery.querySelectorAll("[data-gallery-thumb]")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const show = (index) => {
    const slide = slides[index];
    if (!slide) return;
    const distance = slide.getBoundingClientRect().left - track.getBoundingClientRect().left;
    track.scrollBy({ left: distance, behavior: calm.matches ? "auto" : "smooth" });
  };

  thumbs.forEach((thumb, index) => thumb.addEventListener("click", (event) => {
    event.preventDefault();
    show(index);
  }));
  gallery.addEventListener("gallery:show", (event) => show(event.detail));

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      const index = slides.indexOf(entry.target);
      thumbs.forEach((thumb, other) => {
        if (other === index) thumb.setAttribute("aria-current", "true");
        else thumb.removeAttribute("aria-current");
      });
    }
  }, { root: track, threshold: 0.6 });
  slides.forEach((slide) => seen.observe(slide));
}
