"""Lovart: images, video, audio and 3D by an agent that is asked, polled and sometimes confirmed."""
